import type jsonata from 'jsonata';

/** What an expression refers to outside itself. */
type References = {
  /** Variables and functions that the expression neither binds itself nor JSONata provides. */
  readonly variables: ReadonlySet<string>;
  /** Paths that start from the context item, which Step Functions does not provide. */
  readonly topLevel: ReadonlySet<string>;
};

/** Functions that JSONata 2.0.6 and Step Functions bind. */
const FUNCTIONS = new Set(
  (
    'sum count max min average string substring substringBefore substringAfter lowercase uppercase ' +
    'length trim pad match contains replace split join formatNumber formatBase formatInteger ' +
    'parseInteger number floor ceil round abs sqrt power boolean not map zip filter single reduce ' +
    'sift keys lookup append exists spread merge reverse each error assert type sort shuffle ' +
    'distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl ' +
    'toMillis fromMillis clone now millis random uuid parse hash partition range'
  ).split(' '),
);

/** The parts of JSONata's nodes that decide what a name refers to. */
type Node = {
  readonly type?: string;
  readonly value?: unknown;
  readonly focus?: unknown;
  readonly index?: unknown;
  readonly lhs?: unknown;
  readonly rhs?: unknown;
  readonly arguments?: unknown;
  readonly body?: unknown;
  readonly steps?: unknown;
  readonly group?: unknown;
  readonly terms?: unknown;
};

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !(value instanceof RegExp);
}

/** These parts of a node are evaluated against the items of its path, not the top-level context. */
const INNER_PARTS = new Set(['predicate', 'stages', 'group', 'pattern', 'update', 'delete']);

/**
 * References of a parsed expression. A name that the expression binds anywhere (`$x := …`, a lambda's
 * parameter, `@$x`, `#$x`) counts as its own everywhere in it.
 */
export function referencesOf(ast: jsonata.ExprNode): References {
  const used = new Set<string>();
  const bound = new Set<string>();
  const topLevel = new Set<string>();

  const visit = (value: unknown, top: boolean): void => {
    if (Array.isArray(value)) {
      for (const element of value) visit(element, top);
      return;
    }
    if (!isNode(value)) return;
    if (typeof value.focus === 'string') bound.add(value.focus);
    if (typeof value.index === 'string') bound.add(value.index);
    switch (value.type) {
      case 'variable':
        if (value.value === '$') topLevel.add('$$');
        else if (value.value !== '') used.add(String(value.value));
        break;
      case 'name':
        if (top) topLevel.add(String(value.value));
        break;
      case 'bind':
        if (isNode(value.lhs)) bound.add(String(value.lhs.value));
        visit(value.rhs, top);
        return;
      case 'lambda':
        if (Array.isArray(value.arguments)) {
          for (const parameter of value.arguments) bound.add(String(parameter.value));
        }
        visit(value.body, top);
        return;
      case 'path':
        if (Array.isArray(value.steps)) {
          value.steps.forEach((step, index) => {
            visit(step, top && index === 0);
          });
        }
        visit(value.group, false);
        return;
      case 'sort':
        visit(value.terms, false);
        return;
      default:
    }
    for (const [key, part] of Object.entries(value)) {
      if (typeof part === 'object') visit(part, top && !INNER_PARTS.has(key));
    }
  };
  visit(ast, true);

  const variables = new Set([...used].filter((name) => !bound.has(name) && !FUNCTIONS.has(name)));
  variables.delete('states');
  return { variables, topLevel };
}
