import { addNumbers } from './decimal.ts';
import { type Bindings, operandValue, readPath, resolvePath } from './evaluate.ts';
import { invalid } from './refusal.ts';
import type { Path, UpdateAction } from './syntax.ts';
import {
  type AttributeValue,
  copyItem,
  copyValue,
  equalValues,
  type Item,
  partsOf,
} from './values.ts';

type Draft = Record<string, AttributeValue>;

const badPath = () =>
  invalid('The document path provided in the update expression is invalid for update');
const badType = () => invalid('An operand in the update expression has an incorrect data type');

const overlaps = (one: Path, other: Path): boolean => {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) if (one[at] !== other[at]) return false;
  return true;
};

const textOf = (path: Path): string =>
  `[${path.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(', ')}]`;

/** The map or list that holds the last part of a path. @throws Refusal when there is none */
const holderOf = (draft: Draft, path: Path): Draft | AttributeValue[] => {
  if (path.length === 1) return draft;
  const value = readPath(draft, path.slice(0, -1));
  if (value === undefined) throw badPath();
  const [type, held] = partsOf(value);
  const last = path.at(-1);
  if (typeof last === 'number' ? type !== 'L' : type !== 'M') throw badPath();
  return held as Draft | AttributeValue[];
};

const write = (draft: Draft, path: Path, value: AttributeValue): void => {
  const holder = holderOf(draft, path);
  const last = path.at(-1) ?? '';
  if (Array.isArray(holder)) {
    // Beyond the end, the value is appended.
    if (Number(last) < holder.length) holder[Number(last)] = value;
    else holder.push(value);
  } else {
    holder[String(last)] = value;
  }
};

const union = (type: string, held: readonly unknown[], added: readonly unknown[]): unknown[] => {
  const element = type.charAt(0);
  const isIn = (members: readonly unknown[], one: unknown): boolean =>
    members.some((member) => equalValues({ [element]: member }, { [element]: one }));
  return [...held, ...added.filter((one) => !isIn(held, one))];
};

const without = (
  type: string,
  held: readonly unknown[],
  removed: readonly unknown[],
): unknown[] => {
  const element = type.charAt(0);
  return held.filter(
    (member) => !removed.some((one) => equalValues({ [element]: member }, { [element]: one })),
  );
};

const add = (draft: Draft, path: Path, value: AttributeValue): void => {
  const [type, held] = partsOf(value);
  const current = readPath(draft, path);
  if (type === 'N') {
    const base = current === undefined ? '0' : partsOf(current);
    if (typeof base !== 'string' && base[0] !== 'N') throw badType();
    const start = typeof base === 'string' ? base : String(base[1]);
    write(draft, path, { N: addNumbers(start, String(held)) });
    return;
  }
  if (type !== 'SS' && type !== 'NS' && type !== 'BS') {
    throw invalid(
      `Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: ${type}`,
    );
  }
  if (current === undefined) {
    write(draft, path, copyValue(value));
    return;
  }
  const [currentType, members] = partsOf(current);
  if (currentType !== type) throw badType();
  write(draft, path, { [type]: union(type, members as unknown[], held as unknown[]) });
};

const remove = (draft: Draft, path: Path): (() => void) => {
  if (readPath(draft, path) === undefined) return () => undefined;
  const holder = holderOf(draft, path);
  const last = path.at(-1) ?? '';
  if (!Array.isArray(holder)) {
    return () => {
      delete holder[String(last)];
    };
  }
  const target = holder[Number(last)];
  return () => {
    holder.splice(holder.indexOf(target as AttributeValue), 1);
  };
};

const subtract = (draft: Draft, path: Path, value: AttributeValue): void => {
  const [type, held] = partsOf(value);
  if (type !== 'SS' && type !== 'NS' && type !== 'BS') {
    throw invalid(
      `Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: ${type}`,
    );
  }
  const current = readPath(draft, path);
  if (current === undefined) return;
  const [currentType, members] = partsOf(current);
  if (currentType !== type) throw badType();
  const left = without(type, members as unknown[], held as unknown[]);
  if (left.length > 0) write(draft, path, { [type]: left });
  else remove(draft, path)();
};

type Resolved = readonly UpdateAction[];

/**
 * Replaces the placeholders in the paths of update actions.
 * @throws Refusal for paths that overlap or belong to the key, before any item is read.
 */
export const resolveUpdate = (
  actions: readonly UpdateAction[],
  keys: readonly string[],
  bindings: Bindings,
): Resolved => {
  const resolved = actions.map((action) => ({
    ...action,
    path: resolvePath(action.path, bindings),
  }));
  for (const [at, { path }] of resolved.entries()) {
    if (keys.includes(String(path[0]))) {
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${String(path[0])}. This attribute is part of the key`,
      );
    }
    const other = resolved.slice(at + 1).find((later) => overlaps(path, later.path));
    if (other !== undefined) {
      throw invalid(
        `Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${textOf(path)}, path two: ${textOf(other.path)}`,
      );
    }
  }
  return resolved;
};

/**
 * The item after the actions: every right-hand side reads it as it was.
 * @throws Refusal for paths and operands that do not fit the item.
 */
export const applyUpdate = (resolved: Resolved, item: Item, bindings: Bindings): Item => {
  const draft: Draft = { ...copyItem(item) };
  const values = resolved.map((action) => {
    if (action.kind === 'REMOVE') return undefined;
    const value = operandValue(action.value, item, bindings);
    if (value !== undefined) return value;
    throw invalid('The provided expression refers to an attribute that does not exist in the item');
  });
  const removals: (() => void)[] = [];
  for (const [at, action] of resolved.entries()) {
    const value = values[at];
    if (action.kind === 'REMOVE') removals.push(remove(draft, action.path));
    else if (value === undefined) continue;
    else if (action.kind === 'SET') write(draft, action.path, copyValue(value));
    else if (action.kind === 'ADD') add(draft, action.path, value);
    else subtract(draft, action.path, value);
  }
  for (const removal of removals) removal();
  return draft;
};
