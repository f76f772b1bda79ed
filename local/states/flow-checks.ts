import {
  type Flow,
  innerFlows,
  type Machine,
  type State,
  statesOf,
  transitionsOf,
} from './machine.ts';
import { InvalidDefinitionError } from './template.ts';

/**
 * The checks of a whole definition that Step Functions makes when a machine is created: targets
 * exist in their own flow, every state is reached by some transition, every flow can end, names are
 * unique over the machine, and no inner flow assigns a variable that a flow around it assigns.
 */
export function checkFlow(machine: Machine): void {
  const seen = new Set<string>();
  for (const { state } of statesOf(machine)) {
    if (seen.has(state.name)) {
      throw new InvalidDefinitionError('', `DUPLICATE_STATE_NAME: '${state.name}'`);
    }
    seen.add(state.name);
  }
  checkTransitions(machine, '');
  checkAssignments(machine, new Set(), '');
}

function checkTransitions(flow: Flow, where: string): void {
  const targets = new Set<string>();
  const goTo = (to: string, place: string): void => {
    if (!flow.states.has(to)) {
      throw new InvalidDefinitionError(place, `MISSING_TRANSITION_TARGET: no state '${to}'`);
    }
    targets.add(to);
  };
  goTo(flow.startAt, `${where}/StartAt`);
  let ends = false;
  for (const state of flow.states.values()) {
    const place = `${where}/States/${state.name}`;
    const transitions = transitionsOf(state);
    for (const { to } of transitions) goTo(to, place);
    if (state.type !== 'Choice' && state.next === undefined) ends = true;
    for (const inner of innerFlows(state)) checkTransitions(inner, place);
  }
  if (!ends) throw new InvalidDefinitionError(where, 'MISSING_END_STATE: no state ends the flow');
  for (const name of flow.states.keys()) {
    if (!targets.has(name)) {
      throw new InvalidDefinitionError(
        `${where}/States/${name}`,
        `MISSING_TRANSITION_TARGET: State '${name}' is not reachable`,
      );
    }
  }
}

/** Names that a state assigns, in any of its fields. */
function assignedBy(state: State): ReadonlySet<string> {
  const assigned = new Set(state.assign?.keys());
  if (state.type === 'Choice') {
    for (const rule of state.rules)
      for (const name of rule.assign?.keys() ?? []) assigned.add(name);
  }
  if ('catch' in state) {
    for (const { assign } of state.catch)
      for (const name of assign?.keys() ?? []) assigned.add(name);
  }
  return assigned;
}

/**
 * An inner scope reads the variables around it but cannot assign them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
function checkAssignments(flow: Flow, outer: ReadonlySet<string>, where: string): void {
  const visible = new Set(outer);
  for (const state of flow.states.values()) {
    for (const name of assignedBy(state)) {
      if (outer.has(name)) {
        throw new InvalidDefinitionError(
          `${where}/States/${state.name}/Assign/${name}`,
          `Variable '${name}' belongs to an outer scope and cannot be assigned`,
        );
      }
      visible.add(name);
    }
  }
  for (const state of flow.states.values()) {
    for (const inner of innerFlows(state)) {
      checkAssignments(inner, visible, `${where}/States/${state.name}`);
    }
  }
}
