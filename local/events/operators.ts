/** The value of a leaf of an event. */
export type Leaf = string | number | boolean | null;

/** Whether one leaf satisfies one entry of a pattern's list. */
export type LeafTest = (value: Leaf) => boolean;

/** A pattern that EventBridge refuses, or that uses what this matcher does not support. */
export class InvalidEventPatternError extends Error {
  constructor(where: string, problem: string) {
    super(`Event pattern is not valid. Reason: ${problem} at ${where}`);
    this.name = 'InvalidEventPatternException';
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Compiles one entry of a pattern's list other than `exists`. The operators are those of
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html except
 * `cidr`, which is refused by name.
 */
export function compileLeaf(entry: unknown, where: string): LeafTest {
  if (!isRecord(entry)) {
    if (isLeaf(entry)) return (value) => value === entry;
    throw new InvalidEventPatternError(
      where,
      'Match value must be a string, number, true, false or null',
    );
  }
  const [operator, operand] = onlyEntry(entry, where);
  switch (operator) {
    case 'prefix':
      return affix(operand, 'startsWith', `${where}.prefix`);
    case 'suffix':
      return affix(operand, 'endsWith', `${where}.suffix`);
    case 'equals-ignore-case':
      return equalsIgnoringCase(text(operand, `${where}.equals-ignore-case`));
    case 'wildcard':
      return wildcard(text(operand, `${where}.wildcard`), `${where}.wildcard`);
    case 'numeric':
      return numeric(operand, `${where}.numeric`);
    case 'anything-but':
      return anythingBut(operand, `${where}.anything-but`);
    default:
      throw new InvalidEventPatternError(where, `Operator '${operator}' is not supported`);
  }
}

function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function onlyEntry(value: Readonly<Record<string, unknown>>, where: string): [string, unknown] {
  const [first, ...more] = Object.entries(value);
  if (first === undefined || more.length > 0) {
    throw new InvalidEventPatternError(where, 'A match expression must have exactly one operator');
  }
  return first;
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw new InvalidEventPatternError(where, 'Expected a string');
}

function affix(operand: unknown, method: 'startsWith' | 'endsWith', where: string): LeafTest {
  if (!isRecord(operand)) {
    const part = text(operand, where);
    if (part === '') throw new InvalidEventPatternError(where, 'Null prefix/suffix not allowed');
    return (value) => typeof value === 'string' && value[method](part);
  }
  const [operator, inner] = onlyEntry(operand, where);
  if (operator !== 'equals-ignore-case') {
    throw new InvalidEventPatternError(where, `Operator '${operator}' is not supported`);
  }
  const part = text(inner, where).toLowerCase();
  return (value) => typeof value === 'string' && value.toLowerCase()[method](part);
}

function equalsIgnoringCase(expected: string): LeafTest {
  const lower = expected.toLowerCase();
  return (value) => typeof value === 'string' && value.toLowerCase() === lower;
}

/** `*` stands for any characters; `\*` and `\\` for the characters themselves. */
function wildcard(glob: string, where: string): LeafTest {
  let source = '';
  let afterStar = false;
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob[at] ?? '';
    if (character === '*') {
      if (afterStar) {
        throw new InvalidEventPatternError(
          where,
          'Consecutive wildcard characters are not allowed',
        );
      }
      source += '[\\s\\S]*';
      afterStar = true;
      continue;
    }
    afterStar = false;
    if (character === '\\') {
      at += 1;
      const escaped = glob[at];
      if (escaped !== '*' && escaped !== '\\') {
        throw new InvalidEventPatternError(where, 'Invalid escape character');
      }
      source += `\\${escaped}`;
      continue;
    }
    source += character.replace(/[.+?^${}()|[\]/]/u, '\\$&');
  }
  const expression = new RegExp(`^${source}$`);
  return (value) => typeof value === 'string' && expression.test(value);
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** One comparison, or a lower and an upper bound. Numbers lie between -5e9 and 5e9. */
function numeric(operand: unknown, where: string): LeafTest {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new InvalidEventPatternError(where, 'Expected one or two comparisons');
  }
  const tests: LeafTest[] = [];
  for (let at = 0; at < operand.length; at += 2) {
    const compare = COMPARISONS[String(operand[at])];
    const bound: unknown = operand[at + 1];
    if (compare === undefined) {
      throw new InvalidEventPatternError(where, `Unrecognized comparison '${String(operand[at])}'`);
    }
    if (typeof bound !== 'number' || Math.abs(bound) > 5_000_000_000) {
      throw new InvalidEventPatternError(where, 'A bound must be a number from -5e9 to 5e9');
    }
    tests.push((value) => typeof value === 'number' && compare(value, bound));
  }
  if (operand.length === 4 && !isRange(operand)) {
    throw new InvalidEventPatternError(
      where,
      'Expected a lower bound and then a higher upper bound',
    );
  }
  return (value) => tests.every((test) => test(value));
}

function isRange([lowOperator, low, highOperator, high]: readonly unknown[]): boolean {
  const bounds = String(lowOperator).startsWith('>') && String(highOperator).startsWith('<');
  return bounds && Number(low) < Number(high);
}

/** Takes every leaf, null and booleans too, that none of the listed values or affixes takes. */
function anythingBut(operand: unknown, where: string): LeafTest {
  if (!isRecord(operand)) return not(listOf(operand, where).map((entry) => exactly(entry, where)));
  const [operator, inner] = onlyEntry(operand, where);
  switch (operator) {
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
      return not(listOf(inner, where).map((entry) => compileLeaf({ [operator]: entry }, where)));
    default:
      throw new InvalidEventPatternError(where, `Operator '${operator}' is not supported`);
  }
}

function listOf(value: unknown, where: string): readonly unknown[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw new InvalidEventPatternError(where, 'Empty lists are not allowed');
  return list;
}

function exactly(entry: unknown, where: string): LeafTest {
  if (typeof entry !== 'string' && typeof entry !== 'number') {
    throw new InvalidEventPatternError(
      where,
      'Inside anything-but only strings and numbers are allowed',
    );
  }
  return (value) => value === entry;
}

function not(tests: readonly LeafTest[]): LeafTest {
  return (value) => !tests.some((test) => test(value));
}
