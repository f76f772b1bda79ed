import { createRequire } from 'node:module';

/**
 * The document client states, for each command, which members hold items in JavaScript form. The
 * markers are its own: null for a value, an empty record for "each member", `*` for any name.
 */
export type KeyNodes = null | { readonly [name: string]: KeyNodes } | readonly KeyNodes[];

type Translate = (value: unknown) => unknown;

const require = createRequire(import.meta.url);
const { marshall, unmarshall } = require('@aws-sdk/util-dynamodb') as {
  marshall: (value: unknown, options?: object) => unknown;
  unmarshall: (value: unknown, options?: object) => unknown;
};

const mapMembers = (value: unknown, each: Translate): unknown => {
  if (Array.isArray(value)) return value.filter((one) => typeof one !== 'function').map(each);
  const out: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value ?? {})) {
    if (typeof member === 'function') continue;
    const translated = each(member);
    if (translated !== undefined) out[key] = translated;
  }
  return out;
};

const walk = (value: unknown, nodes: KeyNodes, translate: Translate): unknown => {
  if (value === undefined) return undefined;
  if (nodes === null) return translate(value);
  const named = nodes as { readonly [name: string]: KeyNodes };
  const names = Object.keys(named);
  if (names.length === 0) return mapMembers(value, (one) => walk(one, null, translate));
  const any = named['*'];
  if (names.length === 1 && any !== undefined) {
    return mapMembers(value, (one) => walk(one, any, translate));
  }
  const source = (value ?? {}) as Record<string, unknown>;
  const out: Record<string, unknown> = { ...source };
  for (const name of names) {
    const inner = walk(source[name], named[name] ?? null, translate);
    if (inner !== undefined) out[name] = inner;
  }
  return out;
};

export type TranslateConfig = {
  readonly marshallOptions?: object;
  readonly unmarshallOptions?: object;
};

/** Puts JavaScript values into DynamoDB's wire form, with the client's own options. */
export const marshallInput = (
  input: unknown,
  nodes: KeyNodes,
  config: TranslateConfig,
): unknown => {
  const options = { convertTopLevelContainer: true, ...config.marshallOptions };
  return walk(input, nodes, (value) => marshall(value, options));
};

export const unmarshallOutput = (
  output: unknown,
  nodes: KeyNodes,
  config: TranslateConfig,
): unknown => {
  const options = { convertWithoutMapWrapper: true, ...config.unmarshallOptions };
  return walk(output, nodes, (value) => unmarshall(value, options));
};
