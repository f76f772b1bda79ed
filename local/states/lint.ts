import { createRequire } from 'node:module';
import { parseDefinition } from './definition.ts';
import { createCompiler } from './jsonata.ts';
import {
  type Assignments,
  type Flow,
  innerFlows,
  type Machine,
  type State,
  statesOf,
  type TaskState,
  transitionsOf,
} from './machine.ts';
import { InvalidDefinitionError, type Template } from './template.ts';

type LintRule =
  | 'schema'
  | 'definition'
  | 'task-timeout'
  | 'heartbeat-beyond-timeout'
  | 'heartbeat-without-token'
  | 'token-not-passed'
  | 'unreachable-state'
  | 'unassigned-variable';

export type LintFinding = {
  readonly rule: LintRule;
  /** Name of the state, or a path in the definition. */
  readonly where: string;
  readonly message: string;
};

type SchemaValidator = (
  definition: object,
  options: { checkPaths: boolean; checkArn: boolean },
) => { errors: readonly { 'Error code': string; Message: string }[] };

/** The package carries no types of its own. */
const validateSchema: SchemaValidator = createRequire(import.meta.url)('asl-validator');

/**
 * Problems of a definition (JSON text or parsed): those that asl-validator finds, those for which
 * this engine refuses it, and those that deploy well and hurt later. Answers with none for a good one.
 */
export function lintDefinition(definition: unknown): readonly LintFinding[] {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  // Placeholders of CloudFormation stand where ARNs will, so ARNs are not checked.
  const options = { checkPaths: true, checkArn: false };
  const findings: LintFinding[] = [];
  let machine: Machine;
  try {
    // The validator writes into what it is given, hence a copy.
    for (const error of validateSchema(JSON.parse(text), options).errors) {
      findings.push({ rule: 'schema', where: error['Error code'], message: error.Message });
    }
    machine = parseDefinition(createCompiler(UNUSED_HOST), text);
  } catch (thrown) {
    if (!(thrown instanceof InvalidDefinitionError || thrown instanceof SyntaxError)) throw thrown;
    return [...findings, { rule: 'definition', where: '/', message: thrown.message }];
  }
  return [...findings, ...lintMachine(machine)];
}

/** Linting compiles expressions and evaluates none. */
const UNUSED_HOST = { now: () => 0, random: () => 0, uuid: () => '' };

function lintMachine(machine: Machine): readonly LintFinding[] {
  const findings: LintFinding[] = [];
  for (const { state } of statesOf(machine)) {
    if (state.type === 'Task') findings.push(...lintTask(state));
  }
  findings.push(...lintFlow(machine, new Set()));
  return findings;
}

function lintTask(state: TaskState): readonly LintFinding[] {
  const findings: LintFinding[] = [];
  const find = (rule: LintRule, message: string): void => {
    findings.push({ rule, where: state.name, message });
  };
  const { timeoutSeconds: timeout, heartbeatSeconds: heartbeat } = state;
  if (timeout === undefined) find('task-timeout', 'has no TimeoutSeconds and may wait for years');
  const [limit, beat] = [timeout?.constant, heartbeat?.constant];
  if (typeof limit === 'number' && typeof beat === 'number' && beat >= limit) {
    find(
      'heartbeat-beyond-timeout',
      `HeartbeatSeconds ${beat} is not below TimeoutSeconds ${limit}`,
    );
  }
  if (heartbeat !== undefined && !state.waitsForToken) {
    find('heartbeat-without-token', 'has HeartbeatSeconds but no token to send heartbeats for');
  }
  const sources = state.arguments?.sources ?? [];
  if (state.waitsForToken && !sources.some((source) => source.includes('Task.Token'))) {
    find('token-not-passed', 'waits for a token that its Arguments give to nobody');
  }
  return findings;
}

/** `outer` holds the variables that are surely assigned when the flow starts. */
function lintFlow(flow: Flow, outer: ReadonlySet<string>): readonly LintFinding[] {
  const findings: LintFinding[] = [];
  const before = assignedBefore(flow, outer);
  for (const state of flow.states.values()) {
    const assigned = before.get(state.name);
    if (assigned === undefined) {
      findings.push({
        rule: 'unreachable-state',
        where: state.name,
        message: `cannot be reached from '${flow.startAt}'`,
      });
      continue;
    }
    const missing = [...readBy(state)].filter((name) => !assigned.has(name));
    for (const name of missing) {
      findings.push({
        rule: 'unassigned-variable',
        where: state.name,
        message: `reads $${name}, which is not assigned on every path to it`,
      });
    }
    for (const inner of innerFlows(state)) findings.push(...lintFlow(inner, assigned));
  }
  return findings;
}

/**
 * For every state that can be reached, the variables assigned on all paths to it. Sets only shrink
 * as paths are added, so the work ends.
 */
function assignedBefore(flow: Flow, outer: ReadonlySet<string>): Map<string, ReadonlySet<string>> {
  const before = new Map<string, ReadonlySet<string>>([[flow.startAt, outer]]);
  const open = [flow.startAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = flow.states.get(name);
    const assigned = before.get(name);
    if (state === undefined || assigned === undefined) continue;
    for (const { kind, index, to } of transitionsOf(state)) {
      const after = new Set([...assigned, ...assignedOn(state, kind, index)]);
      const known = before.get(to);
      const merged =
        known === undefined ? after : new Set([...known].filter((each) => after.has(each)));
      if (known !== undefined && merged.size === known.size) continue;
      before.set(to, merged);
      open.push(to);
    }
  }
  return before;
}

/** Variables that a state assigns when it is left by one of its transitions. */
function assignedOn(
  state: State,
  kind: 'next' | 'rule' | 'default' | 'catch',
  index: number,
): Iterable<string> {
  let assign: Assignments | undefined = state.assign;
  if (kind === 'rule' && state.type === 'Choice') assign = state.rules[index]?.assign;
  if (kind === 'catch' && 'catch' in state) assign = state.catch[index]?.assign;
  return assign?.keys() ?? [];
}

/** Variables that the fields of a state read; those of inner flows are looked at there. */
function readBy(state: State): ReadonlySet<string> {
  const read = new Set<string>();
  for (const { variables } of templatesOf(state)) for (const name of variables) read.add(name);
  return read;
}

function* templatesOf(state: State): IterableIterator<Template> {
  const assigning: { output: Template | undefined; assign: Assignments | undefined }[] = [state];
  if (state.type === 'Choice') assigning.push(...state.rules);
  if ('catch' in state) assigning.push(...state.catch);
  for (const { output, assign } of assigning) {
    if (output !== undefined) yield output;
    if (assign !== undefined) yield* assign.values();
  }
  for (const template of ownTemplates(state)) if (template !== undefined) yield template;
}

function ownTemplates(state: State): readonly (Template | undefined)[] {
  switch (state.type) {
    case 'Task':
      return [state.arguments, state.timeoutSeconds, state.heartbeatSeconds];
    case 'Parallel':
      return [state.arguments];
    case 'Map':
      return [state.items, state.itemSelector, state.maxConcurrency];
    case 'Choice':
      return state.rules.map(({ condition }) => condition);
    case 'Wait':
      return [state.seconds, state.timestamp];
    case 'Fail':
      return [state.error, state.cause];
    case 'Pass':
    case 'Succeed':
      return [];
  }
}
