import type { Fiber } from './fiber.ts';
import type { Json } from './json.ts';
import type { Machine } from './machine.ts';
import type { Coverage, ExecutionStatus, ExecutionSummary, HistoryEvent } from './port.ts';

/** An execution ends when its history would grow past this many events. */
export const HISTORY_LIMIT = 25_000;

/** One revision of a machine; an execution keeps the one it started with. */
export type Revision = {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly machine: Machine;
};

export type Counters = {
  readonly states: Map<string, number>;
  readonly retries: Map<string, number>;
  readonly catches: Map<string, number>;
  readonly choices: Map<string, number>;
};

export function createCounters(): Counters {
  return { states: new Map(), retries: new Map(), catches: new Map(), choices: new Map() };
}

export function toCoverage(counters: Counters): Coverage {
  return {
    states: Object.fromEntries(counters.states),
    retries: Object.fromEntries(counters.retries),
    catches: Object.fromEntries(counters.catches),
    choices: Object.fromEntries(counters.choices),
  };
}

export type Execution = {
  readonly arn: string;
  readonly name: string;
  readonly revision: Revision;
  readonly startedAt: number;
  readonly inputText: string;
  readonly input: Json;
  status: ExecutionStatus;
  stoppedAt: number | undefined;
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  /** Tokens issued so far: a token of a lower number that is not open has been closed. */
  tokensIssued: number;
  historyLength: number;
  readonly firstEvents: HistoryEvent[];
  readonly lastEvents: HistoryEvent[];
  readonly keepHistory: number;
  /** Of the execution, and of all executions of its machine. */
  readonly counters: readonly [Counters, Counters];
  /** The state in which each open line of control is. */
  readonly current: Map<Fiber, string>;
  root: Fiber | undefined;
};

export function count(execution: Execution, kind: keyof Counters, key: string): void {
  for (const counters of execution.counters) {
    counters[kind].set(key, (counters[kind].get(key) ?? 0) + 1);
  }
}

/** The event that ends an execution is the last one that its history takes. */
export function isHistoryFull(execution: Execution): boolean {
  return execution.status === 'RUNNING' && execution.historyLength >= HISTORY_LIMIT - 1;
}

/**
 * Adds an event to the history, unless that is full, and answers with its id. Half of the events kept are the first ones
 * and half the last ones: the beginning says what an execution was for, the end what became of it.
 */
export function record(
  execution: Execution,
  at: number,
  type: string,
  state?: string,
  details?: unknown,
): number {
  if (isHistoryFull(execution)) return execution.historyLength;
  execution.historyLength += 1;
  const id = execution.historyLength;
  const half = execution.keepHistory / 2;
  const event: HistoryEvent = {
    id,
    at,
    type,
    ...(state === undefined ? {} : { state }),
    ...(details === undefined ? {} : { details }),
  };
  if (execution.firstEvents.length < half) execution.firstEvents.push(event);
  else {
    execution.lastEvents.push(event);
    // Dropped in batches, because removing the first element of an array costs its length.
    if (execution.lastEvents.length >= 2 * half + 16) {
      execution.lastEvents.splice(0, execution.lastEvents.length - half);
    }
  }
  return id;
}

export function toSummary(execution: Execution): ExecutionSummary {
  const half = Math.ceil(execution.keepHistory / 2);
  const last = half === 0 ? [] : execution.lastEvents.slice(-half);
  return {
    executionArn: execution.arn,
    machineArn: execution.revision.arn,
    machineName: execution.revision.name,
    name: execution.name,
    status: execution.status,
    startedAt: execution.startedAt,
    ...(execution.stoppedAt === undefined ? {} : { stoppedAt: execution.stoppedAt }),
    input: execution.inputText,
    ...(execution.output === undefined ? {} : { output: execution.output }),
    ...(execution.error === undefined ? {} : { error: execution.error }),
    ...(execution.cause === undefined ? {} : { cause: execution.cause }),
    current: [...execution.current.values()],
    historyLength: execution.historyLength,
    history: [...execution.firstEvents, ...last],
    ...toCoverage(execution.counters[0]),
  };
}
