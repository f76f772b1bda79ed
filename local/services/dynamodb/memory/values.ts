import type { AttributeValue, Item } from '../wire.ts';
import { compareNumbers, normalizeNumber, numberSize } from './decimal.ts';
import { invalid } from './refusal.ts';

export type { AttributeValue, Item } from '../wire.ts';

/** The single member of an attribute value: its type and what it holds. */
export const partsOf = (value: AttributeValue): readonly [type: string, held: unknown] => {
  for (const type in value) return [type, value[type]];
  throw invalid(
    'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
  );
};

const bytesOf = (held: unknown): Buffer =>
  typeof held === 'string' ? Buffer.from(held, 'base64') : Buffer.from(held as Uint8Array);

const SURROGATE = /[\uD800-\uDFFF]/;

/** UTF-8 byte order, which differs from JavaScript's only beyond the basic plane. */
const compareTexts = (left: string, right: string): number => {
  if (SURROGATE.test(left) || SURROGATE.test(right)) {
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  }
  return left < right ? -1 : left > right ? 1 : 0;
};

/** Order of two values of one scalar type; undefined when they have none. */
export const compareValues = (left: AttributeValue, right: AttributeValue): number | undefined => {
  const [leftType, leftHeld] = partsOf(left);
  const [rightType, rightHeld] = partsOf(right);
  if (leftType !== rightType) return undefined;
  if (leftType === 'S') return compareTexts(String(leftHeld), String(rightHeld));
  if (leftType === 'N') return compareNumbers(String(leftHeld), String(rightHeld));
  if (leftType === 'B') return Buffer.compare(bytesOf(leftHeld), bytesOf(rightHeld));
  return undefined;
};

const memberKey = (type: string, member: unknown): string =>
  type === 'BS' ? bytesOf(member).toString('base64') : String(member);

export const equalValues = (left: AttributeValue, right: AttributeValue): boolean => {
  const [type, held] = partsOf(left);
  const [otherType, other] = partsOf(right);
  if (type !== otherType) return false;
  switch (type) {
    case 'S':
    case 'BOOL':
    case 'NULL':
      return held === other;
    case 'N':
    case 'B':
      return compareValues(left, right) === 0;
    case 'SS':
    case 'NS':
    case 'BS': {
      const members = new Set((held as unknown[]).map((one) => memberKey(type, one)));
      const others = other as unknown[];
      return (
        members.size === others.length && others.every((one) => members.has(memberKey(type, one)))
      );
    }
    case 'L': {
      const list = held as AttributeValue[];
      const otherList = other as AttributeValue[];
      return (
        list.length === otherList.length &&
        list.every((one, at) => equalValues(one, otherList[at] as AttributeValue))
      );
    }
    default: {
      const map = held as Item;
      const otherMap = other as Item;
      const names = Object.keys(map);
      return (
        names.length === Object.keys(otherMap).length &&
        names.every((name) => {
          const mine = map[name];
          const theirs = otherMap[name];
          return mine !== undefined && theirs !== undefined && equalValues(mine, theirs);
        })
      );
    }
  }
};

const copySet = (type: string, members: readonly unknown[]): AttributeValue => {
  if (members.length === 0)
    throw invalid(
      `One or more parameter values were invalid: An ${type === 'SS' ? 'string' : type === 'NS' ? 'number' : 'binary'} set  may not be empty`,
    );
  const copies = members.map((one) => (type === 'NS' ? normalizeNumber(String(one)) : one));
  const distinct = new Set(copies.map((one) => memberKey(type, one)));
  if (distinct.size < copies.length) {
    throw invalid(
      `One or more parameter values were invalid: Input collection ${JSON.stringify(copies)} contains duplicates.`,
    );
  }
  return { [type]: copies };
};

/** A copy that nobody else holds, with numbers in their normal form. @throws Refusal */
export const copyValue = (value: AttributeValue): AttributeValue => {
  const [type, held] = partsOf(value);
  switch (type) {
    case 'S':
    case 'BOOL':
    case 'B':
      return { [type]: held };
    case 'N':
      return { N: normalizeNumber(String(held)) };
    case 'NULL':
      if (held === true) return { NULL: true };
      throw invalid(
        'One or more parameter values were invalid: Null attribute value types must have the value of true',
      );
    case 'SS':
    case 'NS':
    case 'BS':
      return copySet(type, held as unknown[]);
    case 'L':
      return { L: (held as AttributeValue[]).map(copyValue) };
    case 'M':
      return { M: copyItem(held as Item) };
    default:
      throw invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      );
  }
};

export const copyItem = (item: Item): Item => {
  const copy: Record<string, AttributeValue> = {};
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) copy[name] = copyValue(value);
  }
  return copy;
};

const textBytes = (text: string): number => Buffer.byteLength(text);

export const valueSize = (value: AttributeValue): number => {
  const [type, held] = partsOf(value);
  switch (type) {
    case 'S':
      return textBytes(String(held));
    case 'N':
      return numberSize(String(held));
    case 'B':
      return bytesOf(held).length;
    case 'SS':
      return (held as string[]).reduce((sum, one) => sum + textBytes(one), 0);
    case 'NS':
      return (held as string[]).reduce((sum, one) => sum + numberSize(one), 0);
    case 'BS':
      return (held as unknown[]).reduce<number>((sum, one) => sum + bytesOf(one).length, 0);
    case 'L':
      return (held as AttributeValue[]).reduce((sum, one) => sum + 1 + valueSize(one), 3);
    case 'M': {
      let size = 3;
      for (const [name, one] of Object.entries(held as Item))
        size += 1 + textBytes(name) + valueSize(one);
      return size;
    }
    default:
      return 1;
  }
};

/** Bytes of an item: names and values, as limits and capacity count them. */
export const itemSize = (item: Item): number => {
  let size = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) size += textBytes(name) + valueSize(value);
  }
  return size;
};

/** A text by which equal scalar values, and no others, are the same. */
export const scalarKey = (value: AttributeValue): string => {
  const [type, held] = partsOf(value);
  if (type === 'N') return `N${normalizeNumber(String(held))}`;
  return type === 'B' ? `B${bytesOf(held).toString('base64')}` : `S${String(held)}`;
};
