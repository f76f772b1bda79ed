import {
  compileLeaf,
  InvalidEventPatternError,
  isRecord,
  type Leaf,
  type LeafTest,
} from './operators.ts';

export { InvalidEventPatternError };

/** Whether an event (its JSON, parsed) matches. */
export type EventMatcher = (event: unknown) => boolean;

/** What a pattern asks of the leaves under one path. */
type Constraint = {
  readonly path: readonly string[];
  readonly tests: readonly LeafTest[];
  /** `{"exists": false}` stands in the list. */
  readonly mayBeAbsent: boolean;
};

/** Constraints that must hold together, with consistent elements of arrays. */
type Conjunction = readonly Constraint[];

/** `$or` multiplies: EventBridge refuses a pattern of more combinations than this. */
const COMBINATION_LIMIT = 1000;

/**
 * Compiles an EventBridge event pattern. Throws InvalidEventPatternError for a malformed one and, by
 * name, for an operator that is not supported. Fields that lie in an array of objects must match in
 * the same element, as in AWS's own matcher (https://github.com/aws/event-ruler).
 */
export function compilePattern(pattern: unknown): EventMatcher {
  const parsed = typeof pattern === 'string' ? parseText(pattern) : pattern;
  const alternatives = compileObject(parsed, []);
  return (event) => alternatives.some((conjunction) => holds(conjunction, event));
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new InvalidEventPatternError('$', String(thrown));
  }
}

function compileObject(pattern: unknown, path: readonly string[]): readonly Conjunction[] {
  const where = ['$', ...path].join('.');
  if (!isRecord(pattern)) {
    throw new InvalidEventPatternError(where, 'Expected an object or an array');
  }
  const entries = Object.entries(pattern);
  if (entries.length === 0)
    throw new InvalidEventPatternError(where, 'Empty objects are not allowed');
  let alternatives: readonly Conjunction[] = [[]];
  for (const [key, value] of entries) {
    alternatives = combine(alternatives, compileField(key, value, path), where);
  }
  return alternatives;
}

function compileField(
  key: string,
  value: unknown,
  path: readonly string[],
): readonly Conjunction[] {
  if (key === '$or' && Array.isArray(value) && value.every(isRecord)) {
    if (value.length < 2) {
      throw new InvalidEventPatternError(['$', ...path].join('.'), '$or needs two alternatives');
    }
    return value.flatMap((alternative) => compileObject(alternative, path));
  }
  const inner = [...path, key];
  return Array.isArray(value) ? [[compileList(value, inner)]] : compileObject(value, inner);
}

function compileList(list: readonly unknown[], path: readonly string[]): Constraint {
  const where = ['$', ...path].join('.');
  if (list.length === 0) throw new InvalidEventPatternError(where, 'Empty arrays are not allowed');
  const tests: LeafTest[] = [];
  let mayBeAbsent = false;
  for (const entry of list) {
    if (!isRecord(entry) || !('exists' in entry)) tests.push(compileLeaf(entry, where));
    else if (Object.keys(entry).length > 1 || typeof entry['exists'] !== 'boolean') {
      throw new InvalidEventPatternError(
        where,
        'Exists match pattern must be either true or false',
      );
    } else if (entry['exists']) tests.push(() => true);
    else mayBeAbsent = true;
  }
  return { path, tests, mayBeAbsent };
}

function combine(
  left: readonly Conjunction[],
  right: readonly Conjunction[],
  where: string,
): readonly Conjunction[] {
  if (left.length * right.length > COMBINATION_LIMIT) {
    throw new InvalidEventPatternError(
      where,
      `$or makes more than ${COMBINATION_LIMIT} combinations`,
    );
  }
  return left.flatMap((one) => right.map((other) => [...one, ...other]));
}

/** A leaf and the element of each array that it lies in. */
type Candidate = {
  readonly value: Leaf;
  readonly elements: ReadonlyMap<readonly unknown[], number>;
};

const NO_ELEMENTS: ReadonlyMap<readonly unknown[], number> = new Map();

function holds(conjunction: Conjunction, event: unknown): boolean {
  const choices: (readonly Candidate[])[] = [];
  for (const { path, tests, mayBeAbsent } of conjunction) {
    const leaves: Candidate[] = [];
    collect(event, path, 0, NO_ELEMENTS, leaves);
    if (mayBeAbsent && leaves.length === 0) continue;
    const fitting = leaves.filter(({ value }) => tests.some((test) => test(value)));
    if (fitting.length === 0) return false;
    // A leaf outside every array is consistent with whatever else is chosen.
    if (!fitting.some(({ elements }) => elements.size === 0)) choices.push(fitting);
  }
  return consistent(choices, 0, NO_ELEMENTS);
}

/** Objects are no leaves, nor are arrays; the elements of an array are. */
function collect(
  value: unknown,
  path: readonly string[],
  depth: number,
  elements: ReadonlyMap<readonly unknown[], number>,
  leaves: Candidate[],
): void {
  if (Array.isArray(value)) {
    value.forEach((element, index) => {
      collect(element, path, depth, new Map([...elements, [value, index]]), leaves);
    });
    return;
  }
  const key = path[depth];
  if (key === undefined) {
    if (!isRecord(value) && value !== undefined) leaves.push({ value: value as Leaf, elements });
    return;
  }
  if (isRecord(value) && Object.hasOwn(value, key)) {
    collect(value[key], path, depth + 1, elements, leaves);
  }
}

function consistent(
  choices: readonly (readonly Candidate[])[],
  from: number,
  chosen: ReadonlyMap<readonly unknown[], number>,
): boolean {
  const candidates = choices[from];
  if (candidates === undefined) return true;
  return candidates.some(({ elements }) => {
    for (const [array, index] of elements) {
      const other = chosen.get(array);
      if (other !== undefined && other !== index) return false;
    }
    return consistent(choices, from + 1, new Map([...chosen, ...elements]));
  });
}
