import { count } from './execution.ts';
import { errorOutput, QUERY_EVALUATION_ERROR, RUNTIME, StateFailure, takes } from './failure.ts';
import { runMap, runParallel } from './fan.ts';
import type { Json } from './json.ts';
import {
  bindingsFor,
  checkSize,
  evaluate,
  HISTORY_FULL,
  type Line,
  note,
  type Visit,
} from './line.ts';
import type {
  Assignments,
  ChoiceState,
  FailState,
  Flow,
  GuardedState,
  Retrier,
  State,
  WaitState,
} from './machine.ts';
import { evaluateAssignments, setVariables } from './scope.ts';
import { runTask, seconds } from './task.ts';
import type { Template } from './template.ts';

/** Where a state leads: the output of the flow when there is no next state. */
type Exit = { readonly next: string | undefined; readonly output: Json };

/** Runs a flow to its end. Answers with its output; rejects with StateFailure. */
export async function runFlow(line: Line, flow: Flow, input: Json): Promise<Json> {
  const leaveStates = line.fiber.onKill(() => line.execution.current.delete(line.fiber));
  try {
    let next: string | undefined = flow.startAt;
    let output = input;
    while (next !== undefined) {
      const state = flow.states.get(next);
      if (state === undefined) throw new RangeError(`State '${next}' does not exist.`);
      ({ next, output } = await runState(line, state, output));
    }
    return output;
  } finally {
    leaveStates();
  }
}

async function runState(line: Line, state: State, input: Json): Promise<Exit> {
  const { execution, host, fiber } = line;
  execution.current.set(fiber, state.name);
  host.meter.stateEntered(execution.revision.name, state.name);
  count(execution, 'states', state.name);
  const visit: Visit = {
    line,
    state,
    input,
    enteredEvent: execution.historyLength + 1,
    enteredAt: host.now(),
    retryCount: 0,
  };
  note(visit, `${state.type}StateEntered`, { input });
  let exit: Exit;
  try {
    exit = await perform(visit, state);
  } catch (thrown) {
    throw located(thrown, visit);
  }
  note(visit, `${state.type}StateExited`, { output: exit.output });
  return exit;
}

/** Failures that the interpreter raises, as against those of a Task's call or a Fail state. */
const LOCATED = new Set([QUERY_EVALUATION_ERROR, RUNTIME, 'States.DataLimitExceeded']);
const LOCATION = 'An error occurred while executing the state ';

/** AWS begins the cause of such a failure with the innermost state that it happened in. */
function located(thrown: unknown, visit: Visit): unknown {
  if (!(thrown instanceof StateFailure) || !LOCATED.has(thrown.error)) return thrown;
  if (thrown.cause === undefined || thrown.cause === HISTORY_FULL) return thrown;
  if (thrown.cause.startsWith(LOCATION)) return thrown;
  const where = `'${visit.state.name}' (entered at the event id #${visit.enteredEvent})`;
  return new StateFailure(thrown.error, `${LOCATION}${where}. ${thrown.cause}`);
}

function perform(visit: Visit, state: State): Promise<Exit> {
  switch (state.type) {
    case 'Task':
      return guarded({ ...visit, state }, runTask);
    case 'Parallel':
      return guarded({ ...visit, state }, (at) => runParallel(at, runFlow));
    case 'Map':
      return guarded({ ...visit, state }, (at) => runMap(at, runFlow));
    case 'Choice':
      return choose({ ...visit, state });
    case 'Wait':
      return wait({ ...visit, state });
    case 'Fail':
      return fail({ ...visit, state });
    case 'Pass':
    case 'Succeed':
      return leave(visit, state, state.next, visit.input);
  }
}

/** Evaluates Output and Assign on the same bindings, then sets the variables. */
async function leave(
  visit: Visit,
  fields: { readonly output: Template | undefined; readonly assign: Assignments | undefined },
  next: string | undefined,
  unchanged: Json,
  extra: { readonly result?: Json; readonly errorOutput?: Json } = {},
): Promise<Exit> {
  if (fields.output === undefined && fields.assign === undefined) {
    if (unchanged !== visit.input) checkSize(unchanged, outputOf(visit));
    return { next, output: unchanged };
  }
  const bindings = bindingsFor(visit, extra);
  const output = await evaluate(fields.output, bindings, unchanged);
  checkSize(output, outputOf(visit));
  const values = await evaluateAssignments(fields.assign, bindings);
  setVariables(visit.line.scope, values);
  return { next, output };
}

function outputOf(visit: Visit): string {
  return `The output of the state/task '${visit.state.name}'`;
}

/** A Task, Parallel or Map under its Retry and Catch; failures of its Output and Assign count too. */
async function guarded<S extends GuardedState>(
  visit: Visit<S>,
  run: (visit: Visit<S>) => Promise<Json>,
): Promise<Exit> {
  const { state, line } = visit;
  const attempts = state.retry.map(() => 0);
  for (;;) {
    try {
      const result = await run(visit);
      return await leave(visit, state, state.next, result, { result });
    } catch (thrown) {
      const failure = located(thrown, visit);
      if (!(failure instanceof StateFailure)) throw failure;
      noteFailure(visit, failure);
      const delaySeconds = retryDelay(visit, attempts, failure);
      if (delaySeconds === undefined) return caught(visit, failure);
      await line.fiber.sleepUntil(
        line.host.now() + delaySeconds * 1000,
        `${line.execution.name} ${state.name} retry`,
      );
      visit.retryCount += 1;
      line.host.meter.retried(line.execution.revision.name, state.name);
    }
  }
}

function noteFailure(visit: Visit<GuardedState>, failure: StateFailure): void {
  const details = { error: failure.error, cause: failure.cause };
  if (failure.error === QUERY_EVALUATION_ERROR) note(visit, 'EvaluationFailed', details);
  if (visit.state.type !== 'Task') note(visit, `${visit.state.type}StateFailed`, details);
}

/**
 * Seconds until the next attempt, undefined when no retrier takes the failure or the one that does
 * has no attempt left. Each retrier counts its own attempts.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
function retryDelay(
  visit: Visit<GuardedState>,
  attempts: number[],
  failure: StateFailure,
): number | undefined {
  const { state, line } = visit;
  const index = state.retry.findIndex(({ errorEquals }) => takes(errorEquals, failure));
  const retrier = state.retry[index];
  const made = attempts[index] ?? 0;
  if (retrier === undefined || made >= retrier.maxAttempts) return undefined;
  attempts[index] = made + 1;
  count(line.execution, 'retries', `${state.name}[${index}]`);
  const delay = backoff(retrier, made);
  return retrier.jitter === 'FULL' ? delay * line.host.random() : delay;
}

/** The delay before the retry that follows `made` retries, without jitter. */
function backoff(retrier: Retrier, made: number): number {
  const delay = retrier.intervalSeconds * retrier.backoffRate ** made;
  return Math.min(delay, retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY);
}

async function caught(visit: Visit<GuardedState>, failure: StateFailure): Promise<Exit> {
  const { state, line } = visit;
  const index = state.catch.findIndex(({ errorEquals }) => takes(errorEquals, failure));
  const catcher = state.catch[index];
  if (catcher === undefined) throw failure;
  count(line.execution, 'catches', `${state.name}[${index}]`);
  const output = errorOutput(failure);
  return leave(visit, catcher, catcher.next, output, { errorOutput: output });
}

async function choose(visit: Visit<ChoiceState>): Promise<Exit> {
  const { state, line } = visit;
  const bindings = bindingsFor(visit);
  for (const [index, rule] of state.rules.entries()) {
    const holds = await evaluate(rule.condition, bindings, false);
    if (typeof holds !== 'boolean') {
      throw new StateFailure(
        QUERY_EVALUATION_ERROR,
        `The field 'Choices[${index}]/Condition' must be a boolean, but was ${JSON.stringify(holds)}.`,
      );
    }
    if (!holds) continue;
    count(line.execution, 'choices', `${state.name}[${index}]`);
    return leave(visit, rule, rule.next, visit.input);
  }
  if (state.next === undefined) {
    throw new StateFailure(
      RUNTIME,
      'Failed to transition out of the state. The state does not point to a next state.',
    );
  }
  count(line.execution, 'choices', `${state.name}[Default]`);
  return leave(visit, state, state.next, visit.input);
}

async function wait(visit: Visit<WaitState>): Promise<Exit> {
  const { state, line } = visit;
  const bindings = bindingsFor(visit);
  const delay = await seconds(state.seconds, bindings, 'Seconds', 0);
  const until =
    delay === undefined
      ? timestamp(await evaluate(state.timestamp, bindings, null))
      : line.host.now() + delay * 1000;
  await line.fiber.sleepUntil(until, `${line.execution.name} ${state.name}`);
  return leave(visit, state, state.next, visit.input);
}

/** RFC 3339 with an upper-case T, and Z or an offset, as the Amazon States Language asks for. */
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/u;

function timestamp(value: Json): number {
  const at = typeof value === 'string' && TIMESTAMP.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new StateFailure(
    QUERY_EVALUATION_ERROR,
    `The field 'Timestamp' must be an RFC 3339 instant, but was ${JSON.stringify(value)}.`,
  );
}

async function fail(visit: Visit<FailState>): Promise<never> {
  const bindings = bindingsFor(visit);
  const error = await evaluate(visit.state.error, bindings, undefined);
  const cause = await evaluate(visit.state.cause, bindings, undefined);
  if (error !== undefined && typeof error !== 'string') throw notText('Error', error);
  if (cause !== undefined && typeof cause !== 'string') throw notText('Cause', cause);
  throw new StateFailure(error ?? '', cause);
}

function notText(field: string, value: Json): StateFailure {
  return new StateFailure(
    QUERY_EVALUATION_ERROR,
    `The field '${field}' must be a string, but was ${JSON.stringify(value)}.`,
  );
}
