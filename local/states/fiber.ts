import type { StateEngineHost } from './port.ts';

/** Ends a suspension. Only the first wake counts; after the fiber was killed none does. */
type Wake<T> = {
  /** From inside a function that the host runs; its promise spans the work that follows. */
  inJob(value: T): Promise<void>;
  /** From anywhere else: the work that follows is scheduled for now. */
  soon(value: T): void;
};

/**
 * One line of control of an execution (its top level, a branch, an iteration), written as an async
 * function that runs in turns. A turn is a function the host was given to run; its promise is
 * fulfilled when the body has parked or ended, so the host always knows whether work is in flight.
 */
export type Fiber = {
  /** Parks until the instant. */
  sleepUntil(atMs: number, label: string): Promise<void>;
  /**
   * Leaves the body waiting for a wake. With `hold` the turn goes on, because the body awaits a call
   * in progress, until a wake or `endTurn`.
   */
  suspend<T>(label: string, hold: boolean, arm: (wake: Wake<T>) => void): Promise<T>;
  /** Ends the turn of a body that holds it while suspended. */
  endTurn(): void;
  /** A timer that dies with the fiber. */
  timer(atMs: number, label: string, fn: () => Promise<void>): () => void;
  /** Starts a child whose body begins in a turn of its own, now. */
  fork(label: string, body: (child: Fiber) => Promise<void>): Fiber;
  /** Runs at the kill, at the latest; the function returned runs it earlier, once. */
  onKill(cleanUp: () => void): () => void;
  /** Cancels timers and children; the body never continues. */
  kill(): void;
};

/** A fiber whose body starts in a turn of its own, now. */
export function startFiber(
  host: Pick<StateEngineHost, 'now' | 'schedule'>,
  label: string,
  body: (fiber: Fiber) => Promise<void>,
): Fiber {
  let endCurrentTurn: (() => void) | undefined;
  let dead = false;
  const cleanUps = new Set<() => void>();

  const endTurn = (): void => {
    const end = endCurrentTurn;
    endCurrentTurn = undefined;
    end?.();
  };

  /** Failures of the body that are no failures of a state surface in the turn they happen in. */
  let failTurn: ((reason: unknown) => void) | undefined;
  const turn = (resume: () => void): Promise<void> => {
    if (dead) return Promise.resolve();
    endTurn();
    return new Promise((resolve, reject) => {
      endCurrentTurn = resolve;
      failTurn = reject;
      resume();
    });
  };

  const onKill = (cleanUp: () => void): (() => void) => {
    const once = (): void => {
      if (cleanUps.delete(once)) cleanUp();
    };
    cleanUps.add(once);
    return once;
  };

  const timer: Fiber['timer'] = (atMs, timerLabel, fn) => {
    if (dead) return () => undefined;
    const cancel = onKill(
      host.schedule(atMs, timerLabel, async () => {
        if (cleanUps.delete(cancel)) await fn();
      }),
    );
    return cancel;
  };

  const suspend: Fiber['suspend'] = (wakeLabel, hold, arm) =>
    new Promise((resolve) => {
      if (dead) return;
      let woken = false;
      const claim = (): boolean => {
        if (woken || dead) return false;
        woken = true;
        return true;
      };
      arm({
        async inJob(value) {
          if (!claim()) return;
          await turn(() => resolve(value));
        },
        soon(value) {
          if (!claim()) return;
          if (endCurrentTurn !== undefined) resolve(value);
          else timer(host.now(), wakeLabel, () => turn(() => resolve(value)));
        },
      });
      if (!hold) endTurn();
    });

  const children = new Set<Fiber>();
  const fiber: Fiber = {
    suspend,
    endTurn,
    timer,
    onKill,
    sleepUntil: (atMs, sleepLabel) =>
      suspend<void>(sleepLabel, false, (wake) => {
        timer(atMs, sleepLabel, () => wake.inJob());
      }),
    fork(childLabel, childBody) {
      const child = startFiber(host, childLabel, async (self) => {
        await childBody(self);
        children.delete(child);
      });
      children.add(child);
      return child;
    },
    kill() {
      if (dead) return;
      dead = true;
      for (const child of children) child.kill();
      const due = Array.from(cleanUps);
      for (const cleanUp of due) cleanUp();
      endTurn();
    },
  };

  timer(host.now(), label, () =>
    turn(() => {
      body(fiber).then(endTurn, (reason: unknown) => {
        endCurrentTurn = undefined;
        failTurn?.(reason);
      });
    }),
  );
  return fiber;
}
