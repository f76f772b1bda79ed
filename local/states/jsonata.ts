import { createHash } from 'node:crypto';
import jsonata from 'jsonata';

/** Where expressions take the time and their random values from. */
export type ExpressionHost = {
  now(): number;
  random(): number;
  uuid(): string;
};

export type Bindings = Readonly<Record<string, unknown>>;

export type CompiledExpression = {
  readonly source: string;
  readonly ast: jsonata.ExprNode;
  /** The bare result, undefined for nothing. Rejects with ExpressionError. */
  evaluate(bindings: Bindings): Promise<unknown>;
};

export type Compiler = (source: string) => CompiledExpression;

/** An expression that does not parse or that fails while it is evaluated. */
export class ExpressionError extends Error {
  readonly code: string | undefined;
  constructor(message: string, code: string | undefined) {
    super(message);
    this.name = 'ExpressionError';
    this.code = code;
  }
}

/**
 * A compiler of JSONata 2.0.6, the version that Step Functions runs, with the functions that Step
 * Functions adds and the host's clock and randomness.
 *
 * Compiling takes far longer than evaluating, so sources are compiled once. The cache belongs to one
 * compiler because the compiled functions close over its host: shared between hosts, it would leak
 * the clock of the first into the second.
 */
export function createCompiler(host: ExpressionHost): Compiler {
  const compiled = new Map<string, CompiledExpression>();
  return (source) => {
    const known = compiled.get(source);
    if (known !== undefined) return known;
    const fresh = compile(source, host);
    compiled.set(source, fresh);
    return fresh;
  };
}

function compile(source: string, host: ExpressionHost): CompiledExpression {
  let expression: jsonata.Expression;
  try {
    expression = jsonata(source);
  } catch (thrown) {
    throw expressionError(thrown);
  }
  bindFunctions(expression, host);
  return {
    source,
    ast: expression.ast(),
    async evaluate(bindings) {
      try {
        return await expression.evaluate(undefined, bindings);
      } catch (thrown) {
        throw expressionError(thrown);
      }
    },
  };
}

/** JSONata throws plain objects with `code` and `message`. */
function expressionError(thrown: unknown): ExpressionError {
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) {
    const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
    return new ExpressionError(String(thrown.message), code);
  }
  return new ExpressionError(String(thrown), undefined);
}

/**
 * The functions that Step Functions adds, and those whose clock or randomness must be the host's.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
function bindFunctions(expression: jsonata.Expression, host: ExpressionHost): void {
  // Step Functions disables $eval: a call of what is unbound fails as JSONata's T1006.
  expression.assign('eval', undefined);
  expression.registerFunction('millis', () => host.now(), '<:n>');
  expression.registerFunction(
    'now',
    function (this: jsonata.Focus, picture?: string, zone?: string): unknown {
      const fromMillis = this.environment.lookup('fromMillis');
      return fromMillis.implementation.call(this, host.now(), picture, zone);
    },
    '<s?s?:s>',
  );
  expression.registerFunction('random', (seed?: number) =>
    seed === undefined ? host.random() : seededFraction(Math.trunc(seed)),
  );
  expression.registerFunction('uuid', () => host.uuid(), '<:s>');
  expression.registerFunction('parse', parseJson, '<s-:x>');
  expression.registerFunction('hash', hash);
  expression.registerFunction('partition', partition);
  expression.registerFunction('range', range);
}

function parseJson(text?: string): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ExpressionError('The argument of $parse is not JSON text.', undefined);
  }
}

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** Hexadecimal digest; undefined without an algorithm, an error for one that AWS does not list. */
function hash(text?: string, algorithm?: string): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined;
  const name = HASHES[algorithm];
  if (name === undefined) {
    throw new ExpressionError(`$hash does not know the algorithm '${algorithm}'.`, undefined);
  }
  return createHash(name).update(text).digest('hex');
}

/** Chunks of `size` items, the last one shorter; undefined for no items or a size below one. */
function partition(items?: readonly unknown[], size?: number): unknown[][] | undefined {
  if (!Array.isArray(items) || items.length === 0 || size === undefined) return undefined;
  const step = Math.trunc(size);
  if (step < 1) return undefined;
  const chunks: unknown[][] = [];
  for (let at = 0; at < items.length; at += step) chunks.push(items.slice(at, at + step));
  return chunks;
}

/** AWS refuses a range of more elements than this. */
const RANGE_LIMIT = 360_145;

/**
 * The numbers from `first` to `last` by `step`, both ends included; one number alone is not wrapped
 * in an array; undefined when the step is missing, zero or leads away from `last`.
 */
function range(first?: number, last?: number, step?: number): number[] | number | undefined {
  if (first === undefined || last === undefined || step === undefined) return undefined;
  const [from, to, by] = [Math.trunc(first), Math.trunc(last), Math.trunc(step)];
  if (by === 0 || (to - from) * by < 0) return undefined;
  const length = Math.floor((to - from) / by) + 1;
  if (length > RANGE_LIMIT) {
    throw new ExpressionError('Expression evaluation memory limit exceeded', undefined);
  }
  const numbers = Array.from({ length }, (_, index) => from + index * by);
  return length === 1 ? from : numbers;
}

/** The first number of a mulberry32 generator: equal seeds give equal numbers. */
function seededFraction(seed: number): number {
  let state = (seed + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}
