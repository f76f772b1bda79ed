/**
 * The failure of a state: what Retry and Catch compare and what an execution ends with. Anything
 * else that is thrown while a machine runs is a fault of the runtime and is never caught by one.
 */
export class StateFailure extends Error {
  readonly error: string;
  /** A timeout carries none: AWS leaves the key out of the execution and writes '' for a Catch. */
  override readonly cause: string | undefined;
  /** A missed heartbeat is reported as States.Timeout and also matches States.HeartbeatTimeout. */
  readonly missedHeartbeat: boolean;

  constructor(error: string, cause?: string, missedHeartbeat = false) {
    super(cause === undefined ? error : `${error}: ${cause}`);
    this.name = 'StateFailure';
    this.error = error;
    this.cause = cause;
    this.missedHeartbeat = missedHeartbeat;
  }
}

export const RUNTIME = 'States.Runtime';
export const TIMEOUT = 'States.Timeout';
const HEARTBEAT_TIMEOUT = 'States.HeartbeatTimeout';
export const DATA_LIMIT_EXCEEDED = 'States.DataLimitExceeded';
export const QUERY_EVALUATION_ERROR = 'States.QueryEvaluationError';

/**
 * Whether a Retrier or Catcher takes a failure.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html: States.Runtime
 * is neither retried nor caught; States.ALL does not take States.DataLimitExceeded; States.TaskFailed
 * takes every error but States.Timeout.
 */
export function takes(errorEquals: readonly string[], failure: StateFailure): boolean {
  if (failure.error === RUNTIME) return false;
  return errorEquals.some((name) => {
    if (name === failure.error) return true;
    if (failure.error === DATA_LIMIT_EXCEEDED) return false;
    if (name === 'States.ALL') return true;
    if (name === 'States.TaskFailed') return failure.error !== TIMEOUT;
    return name === HEARTBEAT_TIMEOUT && failure.missedHeartbeat;
  });
}

/** The value of `$states.errorOutput`. */
export function errorOutput(failure: StateFailure): { Error: string; Cause: string } {
  return { Error: failure.error, Cause: failure.cause ?? '' };
}

/** What a mistake in the host's own code throws: the errors of functions come with names, not classes. */
const MISTAKES = [TypeError, RangeError, ReferenceError, SyntaxError];

/** What the host threw, as a failure of the Task; rethrows what no Catch may take. */
export function taskFailure(thrown: unknown): StateFailure {
  if (thrown instanceof StateFailure) return thrown;
  if (!(thrown instanceof Error)) return new StateFailure('States.TaskFailed', String(thrown));
  if ('fatal' in thrown && thrown.fatal === true) throw thrown;
  if (MISTAKES.some((mistake) => thrown instanceof mistake)) throw thrown;
  const cause = typeof thrown.cause === 'string' ? thrown.cause : thrown.message;
  return new StateFailure(thrown.name, cause);
}
