import { MAX_SECONDS } from './definition.ts';
import { QUERY_EVALUATION_ERROR, StateFailure, TIMEOUT, taskFailure } from './failure.ts';
import { type Json, toJson } from './json.ts';
import type { Bindings } from './jsonata.ts';
import { bindingsFor, checkSize, evaluate, note, type Visit } from './line.ts';
import type { TaskState } from './machine.ts';
import type { TaskCall } from './port.ts';
import type { Template } from './template.ts';

type Outcome =
  | { readonly ok: true; readonly result: Json }
  | { readonly ok: false; readonly failure: StateFailure };

/** One attempt of a Task. Answers with its result; rejects with StateFailure. */
export async function runTask(visit: Visit<TaskState>): Promise<Json> {
  const { line, state } = visit;
  const { execution, host } = line;
  const taskToken = state.waitsForToken ? issueToken(visit) : undefined;
  const bindings = bindingsFor(visit, taskToken === undefined ? {} : { taskToken });
  const args = await evaluate(state.arguments, bindings, visit.input);
  checkSize(args, `The input of the state/task '${state.name}'`);
  const timeout = await seconds(state.timeoutSeconds, bindings, 'TimeoutSeconds', 1);
  const heartbeat = await seconds(state.heartbeatSeconds, bindings, 'HeartbeatSeconds', 1);

  const direct = state.resource.includes(':lambda:') && !state.resource.includes(':states:');
  const family = direct ? 'LambdaFunction' : 'Task';
  note(visit, `${family}Scheduled`, { resource: state.resource, arguments: args });
  note(visit, `${family}Started`);

  const { revision } = execution;
  const outcome = await attempt(visit, timeout, heartbeat, {
    resource: state.resource,
    arguments: args,
    ...(taskToken === undefined ? {} : { taskToken }),
    execution: {
      arn: execution.arn,
      name: execution.name,
      machineArn: revision.arn,
      machineName: revision.name,
    },
    roleArn: revision.roleArn,
    state: state.name,
    ...(timeout === undefined ? {} : { deadline: host.now() + timeout * 1000 }),
  });
  if (outcome.ok) {
    checkSize(outcome.result, `The result of the state/task '${state.name}'`);
    note(visit, `${family}Succeeded`, { output: outcome.result });
    return outcome.result;
  }
  const { failure } = outcome;
  note(visit, `${family}${failure.error === TIMEOUT ? 'TimedOut' : 'Failed'}`, {
    error: failure.error,
    cause: failure.cause,
  });
  throw failure;
}

function issueToken({ line }: Visit<TaskState>): string {
  line.execution.tokensIssued += 1;
  return line.tokens.issue(line.execution.arn, line.execution.tokensIssued);
}

/**
 * Calls the host and waits for the first of its answer, the token's answer and the timeouts. With a
 * token the answer of the call only says that the request was submitted. A token that is answered
 * while the call is still in progress counts when the call has returned, so that what the called
 * function does after it answered never runs beside the next state.
 */
async function attempt(
  visit: Visit<TaskState>,
  timeoutSeconds: number | undefined,
  heartbeatSeconds: number | undefined,
  call: TaskCall,
): Promise<Outcome> {
  const { fiber, host, tokens, execution } = visit.line;
  const label = `${execution.name} ${visit.state.name}`;
  const cleanUps: (() => void)[] = [];
  let calling = true;
  let early: Outcome | undefined;

  const outcome = await fiber.suspend<Outcome | { readonly fault: unknown }>(
    label,
    true,
    (wake) => {
      const answer = (found: Outcome): void => {
        if (!calling) wake.soon(found);
        else early ??= found;
      };
      const timedOut =
        (missedHeartbeat: boolean): (() => Promise<void>) =>
        () =>
          wake.inJob({ ok: false, failure: new StateFailure(TIMEOUT, undefined, missedHeartbeat) });

      if (timeoutSeconds !== undefined) {
        cleanUps.push(
          fiber.timer(host.now() + timeoutSeconds * 1000, `${label} timeout`, timedOut(false)),
        );
      }
      const { taskToken } = call;
      if (taskToken !== undefined) {
        let stopHeartbeat: (() => void) | undefined;
        const expectHeartbeat = (): void => {
          stopHeartbeat?.();
          if (heartbeatSeconds === undefined) return;
          const at = host.now() + heartbeatSeconds * 1000;
          stopHeartbeat = fiber.timer(at, `${label} heartbeat`, timedOut(true));
        };
        expectHeartbeat();
        tokens.open(taskToken, {
          succeed: (result) => {
            tokens.close(taskToken);
            answer({ ok: true, result });
          },
          fail: (failure) => {
            tokens.close(taskToken);
            answer({ ok: false, failure });
          },
          heartbeat: expectHeartbeat,
        });
        cleanUps.push(
          () => stopHeartbeat?.(),
          fiber.onKill(() => tokens.close(taskToken)),
        );
      }

      const returned = (found: Outcome): void => {
        calling = false;
        if (taskToken === undefined || !found.ok) wake.soon(early ?? found);
        else {
          note(visit, 'TaskSubmitted', { output: found.result });
          if (early === undefined) fiber.endTurn();
          else wake.soon(early);
        }
      };
      callHost(visit, call)
        .then(returned)
        .catch((fault: unknown) => wake.soon({ fault }));
    },
  );
  for (const cleanUp of cleanUps) cleanUp();
  if ('fault' in outcome) throw outcome.fault;
  return outcome;
}

async function callHost({ line }: Visit<TaskState>, call: TaskCall): Promise<Outcome> {
  try {
    return { ok: true, result: toJson(await line.host.invoke(call)) };
  } catch (thrown) {
    return { ok: false, failure: taskFailure(thrown) };
  }
}

/** A number of seconds that a field gives, literal or by expression. */
export async function seconds(
  template: Template | undefined,
  bindings: Bindings,
  field: string,
  least: 0 | 1,
): Promise<number | undefined> {
  const value = await evaluate(template, bindings, undefined);
  if (value === undefined) return undefined;
  if (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= least &&
    value <= MAX_SECONDS
  ) {
    return value;
  }
  throw new StateFailure(
    QUERY_EVALUATION_ERROR,
    `The field '${field}' must be an integer from ${least} to ${MAX_SECONDS}, but was ${JSON.stringify(value)}.`,
  );
}
