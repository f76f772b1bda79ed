import { addNumbers } from './decimal.ts';
import { invalid } from './refusal.ts';
import type { Condition, Operand, Path } from './syntax.ts';
import { type AttributeValue, compareValues, equalValues, type Item, partsOf } from './values.ts';

/** The placeholders of a request. */
export type Bindings = {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
};

const nameOf = (part: string, { names }: Bindings): string => {
  if (!part.startsWith('#')) return part;
  const name = names[part];
  if (name !== undefined) return name;
  throw invalid(
    `An expression attribute name used in the document path is not defined; attribute name: ${part}`,
  );
};

/** A path with its placeholders replaced. */
export const resolvePath = (path: Path, bindings: Bindings): Path =>
  path.map((part) => (typeof part === 'number' ? part : nameOf(part, bindings)));

export const readPath = (item: Item, path: Path): AttributeValue | undefined => {
  const [first, ...rest] = path;
  let value = item[String(first)];
  for (const part of rest) {
    if (value === undefined) return undefined;
    const [type, held] = partsOf(value);
    if (typeof part === 'number')
      value = type === 'L' ? (held as AttributeValue[])[part] : undefined;
    else value = type === 'M' ? (held as Item)[part] : undefined;
  }
  return value;
};

const boundValue = (name: string, { values }: Bindings): AttributeValue => {
  const value = values[name];
  if (value !== undefined) return value;
  throw invalid(
    `An expression attribute value used in expression is not defined; attribute value: ${name}`,
  );
};

const sizeOf = (value: AttributeValue): AttributeValue | undefined => {
  const [type, held] = partsOf(value);
  if (type === 'S') return { N: String(Buffer.byteLength(String(held))) };
  if (type === 'B') return { N: String(Buffer.from(held as Uint8Array).length) };
  if (Array.isArray(held)) return { N: String(held.length) };
  return type === 'M' ? { N: String(Object.keys(held as object).length) } : undefined;
};

const numberIn = (value: AttributeValue): string => {
  const [type, held] = partsOf(value);
  if (type === 'N') return String(held);
  throw invalid('An operand in the update expression has an incorrect data type');
};

const listIn = (value: AttributeValue): readonly AttributeValue[] => {
  const [type, held] = partsOf(value);
  if (type === 'L') return held as AttributeValue[];
  throw invalid('An operand in the update expression has an incorrect data type');
};

/** Value of an operand for an item; undefined when the item lacks what it names. */
export const operandValue = (
  operand: Operand,
  item: Item,
  bindings: Bindings,
): AttributeValue | undefined => {
  switch (operand.kind) {
    case 'value':
      return boundValue(operand.name, bindings);
    case 'path':
      return readPath(item, resolvePath(operand.path, bindings));
    case 'size': {
      const value = operandValue(operand.of, item, bindings);
      return value === undefined ? undefined : sizeOf(value);
    }
    case 'ifNotExists':
      return (
        readPath(item, resolvePath(operand.path, bindings)) ??
        operandValue(operand.otherwise, item, bindings)
      );
    default: {
      const left = operandValue(operand.left, item, bindings);
      const right = operandValue(operand.right, item, bindings);
      if (left === undefined || right === undefined) return undefined;
      return operand.kind === 'append'
        ? { L: [...listIn(left), ...listIn(right)] }
        : { N: addNumbers(numberIn(left), numberIn(right), operand.sign) };
    }
  }
};

const contains = (value: AttributeValue, part: AttributeValue): boolean => {
  const [type, held] = partsOf(value);
  const [partType, partHeld] = partsOf(part);
  if (type === 'S') return partType === 'S' && String(held).includes(String(partHeld));
  if (type === 'L') return (held as AttributeValue[]).some((one) => equalValues(one, part));
  if (type === `${partType}S`) {
    return (held as unknown[]).some((one) => equalValues({ [partType]: one }, part));
  }
  return false;
};

const beginsWith = (value: AttributeValue, prefix: AttributeValue): boolean => {
  const [type, held] = partsOf(value);
  const [prefixType, prefixHeld] = partsOf(prefix);
  if (type !== prefixType) return false;
  if (type === 'S') return String(held).startsWith(String(prefixHeld));
  if (type !== 'B') return false;
  const whole = Buffer.from(held as Uint8Array);
  const start = Buffer.from(prefixHeld as Uint8Array);
  return whole.subarray(0, start.length).equals(start);
};

const compared = (by: string, left: AttributeValue, right: AttributeValue): boolean => {
  if (by === '=') return equalValues(left, right);
  if (by === '<>') return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  if (by === '<') return order < 0;
  if (by === '<=') return order <= 0;
  return by === '>' ? order > 0 : order >= 0;
};

/** Whether an item (an empty one when there is none) meets a condition. @throws Refusal */
export const holds = (condition: Condition, item: Item, bindings: Bindings): boolean => {
  const read = (operand: Operand): AttributeValue | undefined =>
    operandValue(operand, item, bindings);
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item, bindings) && holds(condition.right, item, bindings);
    case 'or':
      return holds(condition.left, item, bindings) || holds(condition.right, item, bindings);
    case 'not':
      return !holds(condition.inner, item, bindings);
    case 'exists': {
      const exists = readPath(item, resolvePath(condition.path, bindings)) !== undefined;
      return exists === condition.wanted;
    }
    case 'compare': {
      const left = read(condition.left);
      const right = read(condition.right);
      if (left === undefined || right === undefined) return condition.by === '<>' && left !== right;
      return compared(condition.by, left, right);
    }
    case 'between': {
      const value = read(condition.value);
      const low = read(condition.low);
      const high = read(condition.high);
      if (value === undefined || low === undefined || high === undefined) return false;
      return compared('>=', value, low) && compared('<=', value, high);
    }
    case 'in': {
      const value = read(condition.value);
      return (
        value !== undefined &&
        condition.options.some((option) => {
          const one = read(option);
          return one !== undefined && equalValues(value, one);
        })
      );
    }
    default: {
      const left = read(condition.left);
      const right = read(condition.right);
      if (left === undefined || right === undefined) return false;
      if (condition.name === 'contains') return contains(left, right);
      if (condition.name === 'begins_with') return beginsWith(left, right);
      return partsOf(left)[0] === partsOf(right)[1];
    }
  }
};
