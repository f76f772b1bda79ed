import { AsyncLocalStorage } from 'node:async_hooks';
import { install } from '@sinonjs/fake-timers';
import { createHeap } from './heap.ts';

/**
 * Discrete-event virtual time. One task runs at a time and is awaited to its end, so nothing is in
 * flight when time moves; tasks of one instant run by (rank, sequence), which makes a run repeatable.
 */
export type Clock = {
  /** Virtual epoch milliseconds. */
  readonly now: () => number;
  /** Runs `run` at `at`, or now when that has passed. Answers with a function that cancels it. */
  readonly schedule: (at: number, label: string, run: Task, how?: Scheduling) => () => void;
  /** Runs outside work (a request, a script) between tasks; inside a task it runs at once. */
  readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
  readonly runUntil: (until: number | 'idle', watch?: RunWatch) => Promise<void>;
  /** Lets `Date` stray from virtual time by so many milliseconds, until it is told 0. */
  readonly stray: (ms: number) => void;
  /** Makes the current or next run stop with this error, even when a caller swallowed it. */
  readonly fail: (error: Error) => void;
  /** Tasks that wait, recurring ones left out. */
  readonly pending: () => number;
  readonly nextDue: () => number | undefined;
  readonly close: () => void;
};

export type Task = () => Promise<void> | void;

export type Scheduling = {
  /** Lower ranks go first within an instant; default 0. */
  readonly rank?: number;
  /** Something that comes back for ever, such as a daily schedule: it does not keep a run busy. */
  readonly background?: boolean;
};

export type RunWatch = {
  readonly onProgress?: (progress: { readonly now: number; readonly tasks: number }) => void;
  /** Asked between tasks; a true answer leaves the rest for a later run. */
  readonly shouldPause?: () => boolean;
};

type Entry = {
  readonly at: number;
  readonly rank: number;
  readonly sequence: number;
  readonly label: string;
  readonly run: Task;
  readonly background: boolean;
  cancelled: boolean;
};

/** After so many tasks without a pause, sockets of the host process get a turn. */
const TASKS_PER_TURN = 64;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let dateIsFaked = false;

/**
 * Installs a fake `Date` (only `Date`: faked timers hang the SDK and long ones fire at once).
 * @throws Error when another clock of this process is still open, because `Date` is global.
 */
export const createClock = (startAt: number): Clock => {
  if (dateIsFaked)
    throw new Error('Another virtual clock is open in this process; close it first.');
  const dates = install({ now: startAt, toFake: ['Date'] });
  dateIsFaked = true;

  const inside = new AsyncLocalStorage<true>();
  const heap = createHeap<Entry>(
    (x, y) =>
      x.at < y.at ||
      (x.at === y.at && (x.rank < y.rank || (x.rank === y.rank && x.sequence < y.sequence))),
  );
  let now = startAt;
  let sequence = 0;
  let live = 0;
  let tail: Promise<unknown> = Promise.resolve();
  let failure: Error | undefined;
  let closed = false;

  const exclusive = <T>(work: () => Promise<T>): Promise<T> => {
    if (inside.getStore()) return work();
    const turnTaken = tail.then(() => inside.run(true, work));
    tail = turnTaken.catch(() => undefined);
    return turnTaken;
  };

  const dropCancelled = (): Entry | undefined => {
    for (;;) {
      const next = heap.peek();
      if (next === undefined || !next.cancelled) return next;
      heap.pop();
    }
  };

  const throwFailure = (): void => {
    if (failure === undefined) return;
    const error = failure;
    failure = undefined;
    throw error;
  };

  const moveTo = (at: number): void => {
    if (at <= now) return;
    now = at;
    dates.setSystemTime(at);
  };

  const runNext = async (entry: Entry): Promise<void> => {
    heap.pop();
    if (!entry.background) live -= 1;
    entry.cancelled = true;
    moveTo(entry.at);
    await entry.run();
  };

  const runUntil = async (until: number | 'idle', watch: RunWatch = {}): Promise<void> => {
    const limit = until === 'idle' ? Number.POSITIVE_INFINITY : until;
    let tasks = 0;
    for (;;) {
      throwFailure();
      if (closed || watch.shouldPause?.()) return;
      const next = dropCancelled();
      if (next === undefined || next.at > limit || (until === 'idle' && live === 0)) break;
      if (next.at > now || tasks % TASKS_PER_TURN === TASKS_PER_TURN - 1) await turn();
      await exclusive(async () => {
        const entry = dropCancelled();
        if (entry !== undefined && entry.at <= limit) await runNext(entry);
      });
      tasks += 1;
      watch.onProgress?.({ now, tasks });
    }
    throwFailure();
    if (Number.isFinite(limit)) moveTo(limit);
  };

  return {
    now: () => now,
    stray: (ms) => dates.setSystemTime(now + ms),
    schedule: (at, label, run, { rank = 0, background = false } = {}) => {
      if (!Number.isFinite(at)) throw new RangeError(`"${label}" has no finite due time: ${at}`);
      sequence += 1;
      if (!background) live += 1;
      const entry: Entry = {
        at: Math.max(at, now),
        rank,
        sequence,
        label,
        run,
        background,
        cancelled: false,
      };
      heap.push(entry);
      return () => {
        if (entry.cancelled) return;
        entry.cancelled = true;
        if (!background) live -= 1;
      };
    },
    exclusive,
    runUntil,
    fail: (error) => {
      failure ??= error;
    },
    pending: () => live,
    nextDue: () => dropCancelled()?.at,
    close: () => {
      if (closed) return;
      closed = true;
      dates.uninstall();
      dateIsFaked = false;
    },
  };
};
