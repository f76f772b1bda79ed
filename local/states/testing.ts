import { createStateEngine } from './engine.ts';
import type { ExecutionSummary, StateEngine, StateEngineOptions, TaskCall } from './port.ts';

/** A function that answers the Task of one resource. */
type Responder = (call: TaskCall) => unknown;

/** A host of virtual time for tests: a list of jobs, run one after another in the order of time. */
export type TestBench = {
  readonly engine: StateEngine;
  /** Milliseconds since the start, at 2026-01-01T00:00:00Z. */
  elapsed(): number;
  now(): number;
  readonly calls: readonly (TaskCall & { readonly at: number })[];
  readonly retried: readonly string[];
  readonly entered: readonly string[];
  /** Schedules a test's own step at a time after the start. */
  at(seconds: number, fn: () => unknown): void;
  /** Runs everything that is due up to a time after the start; without one, everything. */
  run(untilSeconds?: number): Promise<void>;
  /** Defines a machine, starts it and runs until nothing is left. */
  execute(definition: object, input?: unknown): Promise<ExecutionSummary>;
  define(definition: object, name?: string): string;
  pendingJobs(): number;
};

export const START = Date.parse('2026-01-01T00:00:00Z');
export const ROLE = 'arn:aws:iam::000000000000:role/machine';

/** `responders` answer by resource; one that throws fails its Task. */
export function createBench(
  responders: Readonly<Record<string, Responder>> = {},
  options: StateEngineOptions & { readonly randoms?: readonly number[] } = {},
): TestBench {
  type Job = { at: number; order: number; fn: () => Promise<void> };
  const jobs = createHeap<Job>((a, b) => a.at - b.at || a.order - b.order);
  let clock = START;
  let order = 0;
  let uuids = 0;
  let draws = 0;
  const calls: (TaskCall & { at: number })[] = [];
  const retried: string[] = [];
  const entered: string[] = [];

  const schedule = (at: number, fn: () => Promise<void>): (() => void) => {
    const job: Job = { at: Math.max(at, clock), order, fn };
    order += 1;
    jobs.push(job);
    return () => jobs.remove(job);
  };
  const engine = createStateEngine(
    {
      now: () => clock,
      schedule: (at, _label, fn) => schedule(at, fn),
      async invoke(call) {
        calls.push({ ...call, at: clock - START });
        const responder = responders[call.resource];
        if (responder === undefined) throw new Error(`No responder for ${call.resource}.`);
        return responder(call);
      },
      random() {
        const randoms = options.randoms ?? [0.5];
        draws += 1;
        return randoms[(draws - 1) % randoms.length] ?? 0.5;
      },
      uuid() {
        uuids += 1;
        return `00000000-0000-4000-8000-${String(uuids).padStart(12, '0')}`;
      },
      meter: {
        stateEntered: (of, state) => entered.push(`${of}/${state}`),
        retried: (of, state) => retried.push(`${of}/${state}`),
        executionStarted: () => undefined,
      },
    },
    options,
  );

  const define = (definition: object, name = 'machine'): string => {
    const arn = `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
    engine.define({ arn, name, roleArn: ROLE, definition });
    return arn;
  };
  const run = async (untilSeconds = Number.POSITIVE_INFINITY): Promise<void> => {
    for (let job = jobs.peek(); job !== undefined; job = jobs.peek()) {
      if (job.at > START + untilSeconds * 1000) break;
      jobs.remove(job);
      clock = job.at;
      await job.fn();
    }
    if (Number.isFinite(untilSeconds)) clock = Math.max(clock, START + untilSeconds * 1000);
  };
  return {
    engine,
    calls,
    retried,
    entered,
    define,
    run,
    now: () => clock,
    elapsed: () => clock - START,
    at: (seconds, fn) => void schedule(START + seconds * 1000, async () => void (await fn())),
    pendingJobs: () => jobs.size(),
    async execute(definition, input = {}) {
      const machineArn = define(definition);
      const { executionArn } = engine.start({ machineArn, input: JSON.stringify(input) });
      await run();
      return engine.describe(executionArn);
    },
  };
}

type Heap<T extends object> = {
  push(item: T): void;
  peek(): T | undefined;
  remove(item: T): void;
  size(): number;
};

/** A binary heap whose removed items stay until they come to the top. */
function createHeap<T extends object>(compare: (a: T, b: T) => number): Heap<T> {
  const items: T[] = [];
  const removed = new WeakSet<T>();
  let live = 0;
  const less = (a: number, b: number): boolean => {
    const [left, right] = [items[a], items[b]];
    return left !== undefined && right !== undefined && compare(left, right) < 0;
  };
  const swap = (a: number, b: number): void => {
    const [left, right] = [items[a], items[b]];
    if (left === undefined || right === undefined) return;
    items[a] = right;
    items[b] = left;
  };
  const drop = (): void => {
    const last = items.length - 1;
    swap(0, last);
    items.pop();
    let at = 0;
    for (;;) {
      let least = at;
      if (less(2 * at + 1, least)) least = 2 * at + 1;
      if (less(2 * at + 2, least)) least = 2 * at + 2;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };
  return {
    size: () => live,
    push(item) {
      live += 1;
      items.push(item);
      for (let at = items.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!less(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    peek() {
      while (items[0] !== undefined && removed.has(items[0])) drop();
      return items[0];
    },
    remove(item) {
      if (removed.has(item)) return;
      removed.add(item);
      live -= 1;
    },
  };
}

/** A machine of the given states that starts at the first. */
export function machine(states: Record<string, object>, more: object = {}): object {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more };
}
