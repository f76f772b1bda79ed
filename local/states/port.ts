/**
 * What the interpreter of state machines needs from the runtime that hosts it, and what it offers.
 *
 * The engine owns no clock, no timer, no randomness and no transport: it asks the host. Every piece
 * of work it does runs inside a function given to `schedule`, and the promise of that function is
 * fulfilled when the execution has parked (on a wait, a token, its branches) or closed. A host that
 * awaits these functions one at a time therefore sees a deterministic run.
 */

/** Arguments of one call of a Task state to the service or function that its `Resource` names. */
export type TaskCall = {
  /** The Resource exactly as the definition spells it, with any `.waitForTaskToken`. */
  readonly resource: string;
  /** Evaluated `Arguments`, or the state's input when the state has none. Plain JSON. */
  readonly arguments: unknown;
  /** Present for `.waitForTaskToken` only. The result of the call is then ignored, its error is not. */
  readonly taskToken?: string;
  readonly execution: {
    readonly arn: string;
    readonly name: string;
    readonly machineArn: string;
    readonly machineName: string;
  };
  /** Role of the machine: the principal whose policies must allow the call. */
  readonly roleArn: string;
  /** Name of the Task state. */
  readonly state: string;
  /** Deadline of this attempt in virtual epoch milliseconds, when the state has a timeout. */
  readonly deadline?: number;
};

export type StateEngineHost = {
  /** Virtual time in milliseconds since the epoch. */
  now(): number;
  /**
   * Runs `fn` at the virtual instant `atMs` (at once, after what is already queued, when it is not
   * in the future). Answers with a function that cancels it; cancelling after it ran does nothing.
   */
  schedule(atMs: number, label: string, fn: () => Promise<void>): () => void;
  /**
   * Performs a Task's call. Its result becomes `$states.result`. A thrown error's `name` is the
   * error that Retry and Catch compare (`Lambda.TooManyRequestsException`,
   * `DynamoDb.ConditionalCheckFailedException`, the `errorType` of a function), and its `cause`, when
   * that is a string, or else its `message` is the Cause. An error whose `fatal` property is true
   * (something the host refuses to run) and JavaScript's own classes (TypeError and the like) are no
   * failures of the Task but of the host: they reject the promise of the scheduled function.
   */
  invoke(call: TaskCall): Promise<unknown>;
  /** Uniform in [0, 1), seeded. */
  random(): number;
  /** A version 4 UUID, seeded. */
  uuid(): string;
  readonly meter: {
    stateEntered(machine: string, state: string): void;
    retried(machine: string, state: string): void;
    executionStarted(machine: string): void;
  };
};

export type MachineDefinition = {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  /** Amazon States Language, as JSON text or already parsed. */
  readonly definition: unknown;
};

export type StartRequest = {
  readonly machineArn: string;
  /** 1 to 80 characters; a UUID when left out. */
  readonly name?: string;
  /** JSON text; `{}` when left out. */
  readonly input?: string;
};

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** How often each part of a machine was used. Keys of the last three are `State[index]`. */
export type Coverage = {
  /** State name to number of times entered. */
  readonly states: Readonly<Record<string, number>>;
  /** `State[i]`: retries made under the i-th retrier. */
  readonly retries: Readonly<Record<string, number>>;
  /** `State[i]`: times that the i-th catcher took an error. */
  readonly catches: Readonly<Record<string, number>>;
  /** `State[i]`: times that the i-th rule of a Choice was taken, `State[Default]` for its default. */
  readonly choices: Readonly<Record<string, number>>;
};

export type HistoryEvent = {
  /** Counts from 1, as AWS numbers them. */
  readonly id: number;
  /** Virtual epoch milliseconds. */
  readonly at: number;
  /** The event's type as GetExecutionHistory names it, for example `TaskStateEntered`. */
  readonly type: string;
  readonly state?: string;
  readonly details?: unknown;
};

export type ExecutionSummary = Coverage & {
  readonly executionArn: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  /** JSON text. */
  readonly input: string;
  /** JSON text, when it succeeded. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  /** Names of the states where a running execution is now, one per open branch. */
  readonly current: readonly string[];
  /** Number of history events, whether kept or not. */
  readonly historyLength: number;
  /** The first events and the last ones; what lies between is dropped beyond the engine's cap. */
  readonly history: readonly HistoryEvent[];
};

export type StateEngineOptions = {
  /** Events kept in memory for each execution, half of them its first; 30 by default. */
  readonly keepHistory?: number;
};

export type StateEngine = {
  /**
   * Registers a machine or a new revision of it; executions that run keep the one they started with.
   * Throws `InvalidDefinition`, naming the state and the feature, for what the engine does not run.
   */
  define(machine: MachineDefinition): void;
  /**
   * StartExecution. Throws `StateMachineDoesNotExist`, `InvalidName`, `InvalidExecutionInput`,
   * `ValidationException` (input over 256 KiB) or `ExecutionAlreadyExists`. Starting again with the
   * name and the input of an execution that still runs answers with that one.
   */
  start(request: StartRequest): { readonly executionArn: string; readonly startDate: number };
  /**
   * The three throw `InvalidToken` (not a token), `TaskDoesNotExist` (never issued) or `TaskTimedOut`
   * (closed: answered before, timed out, or its execution has ended). `sendTaskSuccess` throws
   * `InvalidOutput` when the output is not JSON text.
   */
  sendTaskSuccess(token: string, output: string): void;
  sendTaskFailure(token: string, error?: string, cause?: string): void;
  sendTaskHeartbeat(token: string): void;
  /** StopExecution: the execution is ABORTED. Does nothing to a closed one. Throws `ExecutionDoesNotExist`. */
  stop(executionArn: string, error?: string, cause?: string): { readonly stopDate: number };
  /** Throws `ExecutionDoesNotExist`. */
  describe(executionArn: string): ExecutionSummary;
  /** In order of start; of one machine when its ARN is given. */
  executions(machineArn?: string): IterableIterator<ExecutionSummary>;
  /** Summed over all executions of all revisions of a machine. */
  coverage(machineArn: string): Coverage;
  /** ARNs of the machines defined, in order of first definition. */
  machines(): readonly string[];
};

/** An error of the engine's API. `name` is the one that the SDK's client raises. */
export class StateEngineError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
