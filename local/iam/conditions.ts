import { UnsupportedError } from '../kernel/errors.ts';
import { compileArnGlob, compileGlob } from './glob.ts';

/** Condition keys of one request, lower-cased, each with its one or several values. */
export type RequestContext = ReadonlyMap<string, string | readonly string[]>;

type Comparison = (expected: string) => (actual: string) => boolean;

const numeric =
  (compare: (actual: number, expected: number) => boolean): Comparison =>
  (expected) =>
  (actual) =>
    compare(Number(actual), Number(expected));

const equals: Comparison = (expected) => (actual) => actual === expected;
const equalsIgnoringCase: Comparison = (expected) => (actual) =>
  actual.toLowerCase() === expected.toLowerCase();
const like: Comparison = (expected) => compileGlob(expected);
const arnLike: Comparison = (expected) => compileArnGlob(expected);

/** Each operator's comparison, and whether it is the negation of that comparison. */
const operators: Readonly<Record<string, { readonly test: Comparison; readonly negated?: true }>> =
  {
    StringEquals: { test: equals },
    StringNotEquals: { test: equals, negated: true },
    StringEqualsIgnoreCase: { test: equalsIgnoringCase },
    StringNotEqualsIgnoreCase: { test: equalsIgnoringCase, negated: true },
    StringLike: { test: like },
    StringNotLike: { test: like, negated: true },
    ArnEquals: { test: arnLike },
    ArnLike: { test: arnLike },
    ArnNotEquals: { test: arnLike, negated: true },
    ArnNotLike: { test: arnLike, negated: true },
    Bool: { test: equalsIgnoringCase },
    NumericEquals: { test: numeric((a, b) => a === b) },
    NumericNotEquals: { test: numeric((a, b) => a === b), negated: true },
    NumericLessThan: { test: numeric((a, b) => a < b) },
    NumericLessThanEquals: { test: numeric((a, b) => a <= b) },
    NumericGreaterThan: { test: numeric((a, b) => a > b) },
    NumericGreaterThanEquals: { test: numeric((a, b) => a >= b) },
  };

/**
 * Keys that the runtime fills in where AWS would, or that are absent from every request it makes.
 * A policy that asks for another key is refused, since a silent absence would decide for it.
 */
const knownKeys = new Set([
  'aws:securetransport',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalisawsservice',
  'aws:principalservicename',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:viaawsservice',
  'aws:calledvia',
  'aws:multifactorauthpresent',
  'dynamodb:leadingkeys',
  'events:source',
  'events:detail-type',
  'iam:passedtoservice',
  'kms:calleraccount',
  'kms:grantisforawsresource',
  'kms:viaservice',
  'ses:fromaddress',
  'ses:recipients',
  'sns:protocol',
  'secretsmanager:versionstage',
  's3:prefix',
]);

export type CompiledCondition = {
  /** The condition keys that decide, lower-cased. */
  readonly keys: readonly string[];
  readonly holds: (context: RequestContext) => boolean;
};

const listOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).map(String);

const compileTest = (operatorText: string, key: string, expected: readonly string[]) => {
  const [, quantifier, base, ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operatorText) ?? [];
  if (base === 'Null') {
    const wantsAbsent = expected[0]?.toLowerCase() === 'true';
    return (context: RequestContext): boolean => !context.has(key) === wantsAbsent;
  }
  const operator = operators[base ?? ''];
  if (operator === undefined) {
    throw new UnsupportedError(`The condition operator ${operatorText} is not supported.`);
  }
  const tests = expected.map(operator.test);
  const negated = operator.negated === true;
  const fits = (actual: string): boolean => tests.some((test) => test(actual)) !== negated;
  return (context: RequestContext): boolean => {
    const actual = context.get(key);
    if (actual === undefined) {
      return ifExists !== undefined || quantifier === 'ForAllValues' || (negated && !quantifier);
    }
    const values = typeof actual === 'string' ? [actual] : actual;
    return quantifier === 'ForAnyValue' ? values.some(fits) : values.every(fits);
  };
};

/**
 * Compiles the `Condition` element of a statement; all its tests must hold.
 * @throws UnsupportedError for an operator or a key that the runtime does not know.
 */
export const compileCondition = (condition: unknown): CompiledCondition => {
  const keys: string[] = [];
  const tests: ((context: RequestContext) => boolean)[] = [];
  for (const [operator, block] of Object.entries(condition ?? {})) {
    for (const [name, expected] of Object.entries(block ?? {})) {
      const key = name.toLowerCase();
      // Only the log service sends an encryption context, and logs are not encrypted here.
      if (!knownKeys.has(key) && !key.startsWith('kms:encryptioncontext:')) {
        throw new UnsupportedError(`The condition key ${name} is not supported.`);
      }
      keys.push(key);
      tests.push(compileTest(operator, key, listOf(expected)));
    }
  }
  return { keys, holds: (context) => tests.every((test) => test(context)) };
};
