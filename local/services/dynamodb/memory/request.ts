import { type Input, optionalText, recordOf } from '../../service.ts';
import { type Bindings, holds, readPath, resolvePath } from './evaluate.ts';
import { parseCondition, parseProjection } from './parse.ts';
import { conditionFailed, invalid } from './refusal.ts';
import type { Parsed, Path, Uses } from './syntax.ts';
import { type AttributeValue, copyItem, copyValue, type Item, partsOf } from './values.ts';

/** The placeholders that a request defines, and a check that it uses them all. */
export const bindingsOf = (request: Input): Bindings => ({
  names: recordOf(request, 'ExpressionAttributeNames') as Bindings['names'],
  values: recordOf(request, 'ExpressionAttributeValues') as Bindings['values'],
});

const unused = (defined: object, used: (name: string) => boolean): string =>
  Object.keys(defined)
    .filter((name) => !used(name))
    .join(', ');

/** @throws Refusal for placeholders that no expression of the request uses. */
export const checkUses = (
  bindings: Bindings,
  expressions: readonly (Parsed<unknown> | undefined)[],
): void => {
  const uses: readonly Uses[] = expressions.flatMap((one) => (one === undefined ? [] : [one.uses]));
  if (uses.length === 0) {
    for (const [what, defined] of [
      ['ExpressionAttributeNames', bindings.names],
      ['ExpressionAttributeValues', bindings.values],
    ] as const) {
      if (Object.keys(defined).length > 0) {
        throw invalid(`${what} can only be specified when using expressions`);
      }
    }
    return;
  }
  const values = unused(bindings.values, (name) => uses.some((one) => one.values.has(name)));
  if (values !== '') {
    throw invalid(
      `Value provided in ExpressionAttributeValues unused in expressions: keys: {${values}}`,
    );
  }
  const names = unused(bindings.names, (name) => uses.some((one) => one.names.has(name)));
  if (names !== '') {
    throw invalid(
      `Value provided in ExpressionAttributeNames unused in expressions: keys: {${names}}`,
    );
  }
  for (const { values: needed, names: neededNames } of uses) {
    for (const name of needed) {
      if (bindings.values[name] === undefined) {
        throw invalid(
          `Invalid expression: An expression attribute value used in expression is not defined; attribute value: ${name}`,
        );
      }
    }
    for (const name of neededNames) {
      if (bindings.names[name] === undefined) {
        throw invalid(
          `Invalid expression: An expression attribute name used in the document path is not defined; attribute name: ${name}`,
        );
      }
    }
  }
};

export const conditionOf = (request: Input) => {
  const text = optionalText(request, 'ConditionExpression');
  return text === undefined ? undefined : parseCondition(text);
};

const EMPTY: Item = {};

/** @throws Refusal `ConditionalCheckFailedException`, with the item when the request asks for it. */
export const checkCondition = (
  request: Input,
  condition: ReturnType<typeof conditionOf>,
  before: Item | undefined,
  bindings: Bindings,
): void => {
  if (condition === undefined || holds(condition.tree, before ?? EMPTY, bindings)) return;
  const shows =
    request['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD' && before !== undefined;
  throw conditionFailed(shows ? copyItem(before) : undefined);
};

export const projectionOf = (request: Input): Parsed<readonly Path[]> | undefined => {
  const text = optionalText(request, 'ProjectionExpression');
  return text === undefined ? undefined : parseProjection(text);
};

type Draft = Record<string, AttributeValue>;

/** Adds the value at a path to a draft, creating the maps and lists on the way. */
const graft = (draft: Draft, path: Path, value: AttributeValue): void => {
  const [name, next] = path;
  if (next === undefined) {
    draft[String(name)] = copyValue(value);
    return;
  }
  const existing = draft[String(name)];
  if (typeof next === 'number') {
    const list = existing ?? { L: [] };
    draft[String(name)] = list;
    const held = partsOf(list)[1] as AttributeValue[];
    if (path.length === 2) {
      held.push(copyValue(value));
      return;
    }
    const inner: Draft = {};
    graft(inner, path.slice(2), value);
    held.push({ M: inner });
    return;
  }
  const map = existing ?? { M: {} };
  draft[String(name)] = map;
  graft(partsOf(map)[1] as Draft, path.slice(1), value);
};

/** A copy of the item, or of the parts that the projection names. */
export const project = (
  item: Item,
  projection: Parsed<readonly Path[]> | undefined,
  bindings: Bindings,
): Item => {
  if (projection === undefined) return copyItem(item);
  const draft: Draft = {};
  for (const path of projection.tree) {
    const resolved = resolvePath(path, bindings);
    const value = readPath(item, resolved);
    if (value !== undefined) graft(draft, resolved, value);
  }
  return draft;
};
