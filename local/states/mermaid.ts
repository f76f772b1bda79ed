import { parseDefinition } from './definition.ts';
import { createCompiler } from './jsonata.ts';
import { type Flow, innerFlows, type State, type Transition, transitionsOf } from './machine.ts';

/**
 * A definition as a Mermaid state diagram. Choices show the comment of each rule, or else its
 * condition; catchers show the errors they take; a Parallel or Map contains its flows. Throws
 * InvalidDefinitionError.
 */
export function toMermaid(definition: unknown): string {
  // Rendering compiles expressions and evaluates none.
  const machine = parseDefinition(
    createCompiler({ now: () => 0, random: () => 0, uuid: () => '' }),
    definition,
  );
  const lines = ['stateDiagram-v2'];
  drawFlow(machine, '  ', lines, createIds());
  return `${lines.join('\n')}\n`;
}

/** Short identifiers, because names of states hold blanks and punctuation. */
function createIds(): (name: string) => string {
  const ids = new Map<string, string>();
  return (name) => {
    const id = ids.get(name) ?? `s${ids.size + 1}`;
    ids.set(name, id);
    return id;
  };
}

function drawFlow(
  flow: Flow,
  indent: string,
  lines: string[],
  idOf: (name: string) => string,
): void {
  for (const state of flow.states.values()) {
    const head = `${indent}state "${state.name.replaceAll('"', "'")}" as ${idOf(state.name)}`;
    const inner = innerFlows(state);
    lines.push(inner.length === 0 ? head : `${head} {`);
    inner.forEach((branch, index) => {
      if (index > 0) lines.push(`${indent}  --`);
      drawFlow(branch, `${indent}  `, lines, idOf);
    });
    if (inner.length > 0) lines.push(`${indent}}`);
  }
  lines.push(`${indent}[*] --> ${idOf(flow.startAt)}`);
  for (const state of flow.states.values()) {
    const from = idOf(state.name);
    for (const transition of transitionsOf(state)) {
      const label = labelOf(state, transition);
      const suffix = label === '' ? '' : ` : ${escapeLabel(label)}`;
      lines.push(`${indent}${from} --> ${idOf(transition.to)}${suffix}`);
    }
    if (state.type !== 'Choice' && state.next === undefined) {
      lines.push(`${indent}${from} --> [*]${state.type === 'Fail' ? ' : fails' : ''}`);
    }
  }
}

function labelOf(state: State, { kind, index }: Transition): string {
  if (kind === 'rule' && state.type === 'Choice') {
    const rule = state.rules[index];
    return rule?.comment ?? rule?.condition.sources[0] ?? JSON.stringify(rule?.condition.constant);
  }
  if (kind === 'catch' && 'catch' in state) {
    return `on ${state.catch[index]?.errorEquals.join(', ') ?? ''}`;
  }
  return kind === 'default' ? 'otherwise' : '';
}

/** Colons and semicolons end a label, so they are written as entities. */
function escapeLabel(label: string): string {
  const entities: Readonly<Record<string, string>> = { '#': '#35;', ';': '#59;', ':': '#58;' };
  return label
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[#;:]/gu, (character) => entities[character] ?? character);
}
