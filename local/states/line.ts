import { type Execution, HISTORY_LIMIT, isHistoryFull, record } from './execution.ts';
import { DATA_LIMIT_EXCEEDED, RUNTIME, StateFailure } from './failure.ts';
import type { Fiber } from './fiber.ts';
import { exceeds, type Json, type JsonObject, PAYLOAD_LIMIT_BYTES } from './json.ts';
import type { Bindings } from './jsonata.ts';
import type { State } from './machine.ts';
import type { StateEngineHost } from './port.ts';
import { bindingsOf, type Scope, type StatesVariable } from './scope.ts';
import type { Template } from './template.ts';
import type { Tokens } from './tokens.ts';

/** A line of control through an execution: its top level, a branch or an iteration. */
export type Line = {
  readonly host: StateEngineHost;
  readonly tokens: Tokens;
  readonly execution: Execution;
  readonly fiber: Fiber;
  readonly scope: Scope;
  /** `Map` of the context object, inside the iterations of a Map. */
  readonly map: JsonObject | undefined;
};

/** One stay in a state, from its entry to its exit. */
export type Visit<S extends State = State> = {
  readonly line: Line;
  readonly state: S;
  readonly input: Json;
  /** Id of the event that recorded the entry. */
  readonly enteredEvent: number;
  readonly enteredAt: number;
  retryCount: number;
};

export const HISTORY_FULL = `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`;

/** Records an event of a state. Throws StateFailure when the history is full. */
export function note(visit: Visit, type: string, details?: unknown): void {
  const { execution, host } = visit.line;
  if (isHistoryFull(execution)) throw new StateFailure(RUNTIME, HISTORY_FULL);
  record(execution, host.now(), type, visit.state.name, details);
}

/** Bindings of a state's expressions; `extra` adds result, errorOutput or parts of the context. */
export function bindingsFor(
  visit: Visit,
  extra: {
    readonly result?: Json;
    readonly errorOutput?: Json;
    readonly taskToken?: string;
    readonly map?: JsonObject;
  } = {},
): Bindings {
  const { line } = visit;
  const map = extra.map ?? line.map;
  const states: StatesVariable = {
    input: visit.input,
    // Most expressions read no context, and writing its instants as text costs more than they do.
    get context() {
      return {
        ...executionContext(line.execution),
        State: {
          EnteredTime: instant(visit.enteredAt),
          Name: visit.state.name,
          RetryCount: visit.retryCount,
        },
        ...(extra.taskToken === undefined ? {} : { Task: { Token: extra.taskToken } }),
        ...(map === undefined ? {} : { Map: map }),
      };
    },
    ...(extra.result === undefined ? {} : { result: extra.result }),
    ...(extra.errorOutput === undefined ? {} : { errorOutput: extra.errorOutput }),
  };
  return bindingsOf(line.scope, states);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
function executionContext({ arn, name, input, revision, startedAt }: Execution): JsonObject {
  return {
    Execution: {
      Id: arn,
      Input: input,
      Name: name,
      RoleArn: revision.roleArn,
      StartTime: instant(startedAt),
      RedriveCount: 0,
    },
    StateMachine: { Id: revision.arn, Name: revision.name },
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** A field's value, or what stands in for a field that the state does not have. */
export async function evaluate<T>(
  template: Template | undefined,
  bindings: Bindings,
  absent: T,
): Promise<Json | T> {
  if (template === undefined) return absent;
  return template.constant ?? template.evaluate(bindings);
}

export function checkSize(value: Json, what: string): void {
  if (exceeds(value, PAYLOAD_LIMIT_BYTES)) {
    throw new StateFailure(
      DATA_LIMIT_EXCEEDED,
      `${what} exceeds the maximum number of bytes that the service allows: 262144.`,
    );
  }
}
