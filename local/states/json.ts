export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

/** Payloads of states, Arguments and results may hold 262,144 bytes of JSON in UTF-8. */
export const PAYLOAD_LIMIT_BYTES = 256 * 1024;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that JSON cannot carry, for example a function that an expression answered with. */
export class NotJsonError extends Error {
  readonly kind: string;
  constructor(kind: string) {
    super(`A value of type ${kind} cannot be written as JSON.`);
    this.name = 'NotJsonError';
    this.kind = kind;
  }
}

/**
 * A deep copy that holds JSON only. Undefined members of objects are dropped, as JSON.stringify
 * drops them; an undefined array element becomes null. Step Functions writes a number that is not
 * finite as the string that JavaScript names it by. Throws NotJsonError.
 */
export function toJson(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'undefined':
      return null;
    case 'object':
      break;
    default:
      throw new NotJsonError(typeof value);
  }
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Date) return value.toISOString();
  if ('_jsonata_lambda' in value || '_jsonata_function' in value)
    throw new NotJsonError('function');
  const copy: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) copy[key] = toJson(member);
  }
  return copy;
}

/** Whether the JSON text of a value is longer than the limit in bytes of UTF-8. */
export function exceeds(value: Json, limitBytes: number): boolean {
  const text = JSON.stringify(value);
  // A UTF-16 code unit takes at most three bytes, so short texts need no counting.
  return text.length * 3 > limitBytes && Buffer.byteLength(text) > limitBytes;
}
