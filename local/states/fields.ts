import { isObject } from './json.ts';
import type { Compiler } from './jsonata.ts';
import { compileTemplate, InvalidDefinitionError, type Template } from './template.ts';

/** The fields of one JSON object of a definition, read by name and type. */
export type Fields = {
  readonly where: string;
  has(name: string): boolean;
  raw(name: string): unknown;
  string(name: string): string | undefined;
  requiredString(name: string): string;
  array(name: string): readonly unknown[] | undefined;
  /** A number, checked by `valid`; `expected` says in the refusal what it must be. */
  number(name: string, valid: (value: number) => boolean, expected: string): number | undefined;
  /** A field that may hold expressions. `prefix` goes before its name in causes: `Catch[0]/`. */
  template(name: string, prefix?: string): Template | undefined;
  refuse(name: string, problem: string): never;
};

/** Fields of the JSONPath language, whose states this engine does not run. */
const JSONPATH_FIELDS = new Set(
  (
    'InputPath OutputPath ResultPath ResultSelector Parameters Result ItemsPath MaxConcurrencyPath ' +
    'SecondsPath TimestampPath TimeoutSecondsPath HeartbeatSecondsPath ErrorPath CausePath'
  ).split(' '),
);

/** Throws InvalidDefinitionError for what is not an object and for a field that is not in `known`. */
export function readFields(
  compiler: Compiler,
  value: unknown,
  where: string,
  known: ReadonlySet<string>,
): Fields {
  if (!isObject(value)) throw new InvalidDefinitionError(where, 'Expected an object');
  const refuse = (name: string, problem: string): never => {
    throw new InvalidDefinitionError(`${where}/${name}`, problem);
  };
  for (const name of Object.keys(value)) {
    if (known.has(name)) continue;
    if (JSONPATH_FIELDS.has(name)) {
      refuse(name, `Field '${name}' belongs to JSONPath; only JSONata is supported`);
    }
    refuse(name, `Field '${name}' is not supported here`);
  }

  const string = (name: string): string | undefined => {
    const found = value[name];
    if (found === undefined || typeof found === 'string') return found;
    return refuse(name, 'Expected a string');
  };
  return {
    where,
    refuse,
    string,
    has: (name) => value[name] !== undefined,
    raw: (name) => value[name],
    requiredString(name) {
      const found = string(name);
      if (found === undefined || found === '') return refuse(name, `Field '${name}' is required`);
      return found;
    },
    array(name) {
      const found = value[name];
      if (found === undefined || Array.isArray(found)) return found;
      return refuse(name, 'Expected an array');
    },
    number(name, valid, expected) {
      const found = value[name];
      if (found === undefined) return undefined;
      if (typeof found === 'number' && valid(found)) return found;
      return refuse(name, `Expected ${expected}`);
    },
    template(name, prefix = '') {
      const found = value[name];
      if (found === undefined) return undefined;
      return compileTemplate(compiler, found, `${where}/${name}`, `${prefix}${name}`);
    },
  };
}
