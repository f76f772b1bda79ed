import type { Runtime } from '../runtime.ts';

/** The clock of a development session: it stands still until it is told otherwise. */
export type ClockControl = {
  readonly running: () => boolean;
  /** Lets virtual time pass at `speed` virtual seconds for each real one. */
  readonly run: (speed: number) => void;
  readonly pause: () => Promise<void>;
  /** Goes to the next due moment and does all that is due there; false when nothing is due. */
  readonly step: () => Promise<boolean>;
  /** Does everything due up to the moment and stops there. */
  readonly jump: (to: number) => Promise<void>;
  /** Does what is due now: work that a request has just caused. */
  readonly settle: () => Promise<void>;
};

/** How often, in real milliseconds, a running clock moves. */
const TICK_MS = 200;

export const createClockControl = (
  runtime: Pick<Runtime, 'now' | 'nextDue' | 'runUntil'>,
): ClockControl => {
  let timer: NodeJS.Timeout | undefined;
  let tail: Promise<unknown> = Promise.resolve();

  // Two runs of one clock would interleave; they queue instead.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(work);
    tail = turn.catch(() => undefined);
    return turn;
  };

  const pause = async (): Promise<void> => {
    clearInterval(timer);
    timer = undefined;
    await tail;
  };

  return {
    running: () => timer !== undefined,
    run: (speed) => {
      clearInterval(timer);
      let queued = false;
      timer = setInterval(() => {
        if (queued) return;
        queued = true;
        inTurn(async () => {
          queued = false;
          await runtime.runUntil(runtime.now() + TICK_MS * speed);
        }).catch((error: unknown) => {
          process.stderr.write(`the clock stopped: ${String(error)}\n`);
          clearInterval(timer);
          timer = undefined;
        });
      }, TICK_MS);
    },
    pause,
    step: () =>
      inTurn(async () => {
        await runtime.runUntil(runtime.now());
        const next = runtime.nextDue();
        if (next === undefined) return false;
        await runtime.runUntil(next);
        return true;
      }),
    jump: (to) => inTurn(() => runtime.runUntil(to)),
    settle: () => inTurn(() => runtime.runUntil(runtime.now())),
  };
};
