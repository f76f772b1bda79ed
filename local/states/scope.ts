import { DATA_LIMIT_EXCEEDED, StateFailure } from './failure.ts';
import { exceeds, type Json, type JsonObject, PAYLOAD_LIMIT_BYTES } from './json.ts';
import type { Bindings } from './jsonata.ts';
import type { Assignments } from './machine.ts';

/** Variables of one flow. The flow reads those around it and assigns only its own. */
export type Scope = {
  readonly outer: Scope | undefined;
  readonly own: Map<string, Json>;
};

export function createScope(outer?: Scope): Scope {
  return { outer, own: new Map() };
}

/** All variables of an execution together may hold this much. */
const STORED_LIMIT_BYTES = 10 * 1024 * 1024;

/** The value of `$states`. */
export type StatesVariable = {
  readonly input: Json;
  readonly context: JsonObject;
  readonly result?: Json;
  readonly errorOutput?: Json;
};

/** What the expressions of a state see: `$states` and every variable in scope. */
export function bindingsOf(scope: Scope, states: StatesVariable): Bindings {
  const bindings: Record<string, unknown> = {};
  const chain: Scope[] = [];
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) chain.push(at);
  for (const { own } of chain.reverse()) {
    for (const [name, value] of own) bindings[name] = value;
  }
  bindings['states'] = states;
  return bindings;
}

/** Values of an Assign, all evaluated before any is set. Rejects with StateFailure. */
export async function evaluateAssignments(
  assign: Assignments | undefined,
  bindings: Bindings,
): Promise<ReadonlyMap<string, Json>> {
  const values = new Map<string, Json>();
  if (assign === undefined) return values;
  for (const [name, template] of assign) {
    values.set(name, template.constant ?? (await template.evaluate(bindings)));
  }
  if (exceeds(Object.fromEntries(values), PAYLOAD_LIMIT_BYTES)) {
    throw new StateFailure(
      DATA_LIMIT_EXCEEDED,
      'The variables that the state assigns exceed 262144 bytes.',
    );
  }
  return values;
}

export function setVariables(scope: Scope, values: ReadonlyMap<string, Json>): void {
  if (values.size === 0) return;
  for (const [name, value] of values) scope.own.set(name, value);
  const stored = Object.fromEntries(scope.own);
  // Up to forty assignments of the largest size fit, so few variables need no measuring.
  if (scope.own.size > 40 && exceeds(stored, STORED_LIMIT_BYTES)) {
    throw new StateFailure(DATA_LIMIT_EXCEEDED, 'The stored variables exceed 10 MiB.');
  }
}
