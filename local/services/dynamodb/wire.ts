/** DynamoDB's wire form of one attribute: a single member named after its type. */
export type AttributeValue = { readonly [type: string]: unknown };
export type Item = { readonly [attribute: string]: AttributeValue };

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const encodeBytes = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(encodeBytes);
  if (!isPlain(value)) return value;
  const out: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) out[key] = encodeBytes(part);
  return out;
};

const holdsBytes = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Uint8Array) return true;
  if (Array.isArray(value)) return value.some(holdsBytes);
  for (const key in value) if (holdsBytes((value as Record<string, unknown>)[key])) return true;
  return false;
};

/** JSON text of a request; the binary values of the SDK travel as base64. */
export const encodeRequest = (input: unknown): string =>
  JSON.stringify(holdsBytes(input) ? encodeBytes(input) : input);

const decodeBytes = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(decodeBytes);
  if (!isPlain(value)) return value;
  const out: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    if (key === 'B' && typeof part === 'string') out[key] = Buffer.from(part, 'base64');
    else if (key === 'BS' && Array.isArray(part)) {
      out[key] = part.map((text) => Buffer.from(String(text), 'base64'));
    } else out[key] = decodeBytes(part);
  }
  return out;
};

/** Reads an answer; only one that may hold binary values is walked. */
export const decodeAnswer = (body: string): Record<string, unknown> => {
  const value: unknown = body === '' ? {} : JSON.parse(body);
  const decoded = body.includes('"B":') || body.includes('"BS":') ? decodeBytes(value) : value;
  return isPlain(decoded) ? decoded : {};
};

/** Equality of two items, whatever the order of their attributes. */
export const sameItem = (left: unknown, right: unknown): boolean => {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((part, at) => sameItem(part, right[at]));
  }
  if (!isPlain(left) || !isPlain(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameItem(left[key], right[key]))
  );
};
