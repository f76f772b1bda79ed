import { type Input, optionalText, recordOf } from '../../service.ts';
import { type Bill, readUnits } from './capacity.ts';
import type { Bindings } from './evaluate.ts';
import { readPath } from './evaluate.ts';
import { checkConditionOperands, checkUpdateOperands } from './operands.ts';
import { parseUpdate } from './parse.ts';
import { againstData, invalid } from './refusal.ts';
import {
  bindingsOf,
  checkCondition,
  checkUses,
  conditionOf,
  project,
  projectionOf,
} from './request.ts';
import type { Path } from './syntax.ts';
import type { Index, Table } from './table.ts';
import { applyUpdate, resolveUpdate } from './update.ts';
import { copyItem, type Item, itemSize, partsOf } from './values.ts';

const MAX_ITEM_BYTES = 400 * 1024;

/** A write that has been checked and can no longer fail. */
export type Change = {
  readonly table: Table;
  readonly key: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  /** Top-level paths that an update touches. */
  readonly touched: readonly Path[];
};

export const apply = ({ table, before, after }: Change): void => {
  if (after !== undefined) table.put(after, before);
  else if (before !== undefined) table.remove(before);
};

const checkSize = (item: Item): void => {
  if (itemSize(item) > MAX_ITEM_BYTES)
    throw invalid('Item size has exceeded the maximum allowed size');
};

const checkIndexKey = (item: Item, { name, items: { keys } }: Index): void => {
  for (const key of [keys.hash, keys.range]) {
    const value = key === undefined ? undefined : item[key.name];
    if (key === undefined || value === undefined) continue;
    const [type, held] = partsOf(value);
    if (type !== key.type) {
      throw invalid(
        `One or more parameter values were invalid: Type mismatch for Index Key ${key.name} Expected: ${key.type} Actual: ${type} IndexName: ${name}`,
      );
    }
    if (held === '') {
      throw invalid(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${name}, IndexKey: ${key.name}`,
      );
    }
  }
};

const checkIndexKeys = (item: Item, table: Table): void => {
  for (const index of table.indexes.values()) checkIndexKey(item, index);
};

export const planPut = (table: Table, request: Input): Change => {
  const bindings = bindingsOf(request);
  const condition = conditionOf(request);
  checkUses(bindings, [condition]);
  checkConditionOperands(condition?.tree, bindings);
  const after = copyItem(recordOf(request, 'Item') as Item);
  const key = table.keyOf(after);
  checkSize(after);
  checkIndexKeys(after, table);
  const before = table.get(key);
  againstData(() => checkCondition(request, condition, before, bindings));
  return { table, key, before, after, touched: [] };
};

const keyFrom = (table: Table, request: Input): Item =>
  table.keyOf(recordOf(request, 'Key') as Item, true);

export const planDelete = (table: Table, request: Input): Change => {
  const bindings = bindingsOf(request);
  const condition = conditionOf(request);
  checkUses(bindings, [condition]);
  checkConditionOperands(condition?.tree, bindings);
  const key = keyFrom(table, request);
  const before = table.get(key);
  againstData(() => checkCondition(request, condition, before, bindings));
  return { table, key, before, after: undefined, touched: [] };
};

export const planCheck = (table: Table, request: Input): Change => {
  const change = planDelete(table, request);
  return { ...change, after: change.before };
};

export const planUpdate = (table: Table, request: Input): Change => {
  const bindings = bindingsOf(request);
  const condition = conditionOf(request);
  const text = optionalText(request, 'UpdateExpression');
  const update = text === undefined ? undefined : parseUpdate(text);
  checkUses(bindings, [condition, update]);
  checkConditionOperands(condition?.tree, bindings);
  checkUpdateOperands(update?.tree, bindings);
  const key = keyFrom(table, request);
  const resolved = resolveUpdate(update?.tree ?? [], Object.keys(key), bindings);
  const before = table.get(key);
  againstData(() => checkCondition(request, condition, before, bindings));
  const item = againstData(() => {
    const updated = applyUpdate(resolved, before ?? key, bindings);
    checkSize(updated);
    checkIndexKeys(updated, table);
    return updated;
  });
  return { table, key, before, after: item, touched: resolved.map(({ path }) => path) };
};

const touchedParts = (
  item: Item | undefined,
  touched: readonly Path[],
  bindings: Bindings,
): Item | undefined => {
  if (item === undefined) return undefined;
  const present = touched.filter((path) => readPath(item, path) !== undefined);
  if (present.length === 0) return undefined;
  const uses = { names: new Set<string>(), values: new Set<string>() };
  return project(item, { tree: present, uses }, bindings);
};

const returned = (request: Input, change: Change): Record<string, unknown> => {
  const shown = ((): Item | undefined => {
    const raw: Bindings = { names: {}, values: {} };
    switch (request['ReturnValues']) {
      case 'ALL_OLD':
        return change.before === undefined ? undefined : copyItem(change.before);
      case 'ALL_NEW':
        return change.after === undefined ? undefined : copyItem(change.after);
      case 'UPDATED_OLD':
        return touchedParts(change.before, change.touched, raw);
      case 'UPDATED_NEW':
        return touchedParts(change.after, change.touched, raw);
      default:
        return undefined;
    }
  })();
  return shown === undefined ? {} : { Attributes: shown };
};

const commit = (request: Input, change: Change, bill: Bill): Record<string, unknown> => {
  bill.write(change.table, change.before, change.after);
  apply(change);
  return returned(request, change);
};

export const getItem = (table: Table, request: Input, bill: Bill): Record<string, unknown> => {
  const bindings = bindingsOf(request);
  const projection = projectionOf(request);
  checkUses(bindings, [projection]);
  const item = table.get(keyFrom(table, request));
  const isConsistent = request['ConsistentRead'] === true;
  bill.read(table, undefined, readUnits(item === undefined ? 0 : itemSize(item), isConsistent));
  return item === undefined ? {} : { Item: project(item, projection, bindings) };
};

export const putItem = (table: Table, request: Input, bill: Bill): Record<string, unknown> =>
  commit(request, planPut(table, request), bill);

export const updateItem = (table: Table, request: Input, bill: Bill): Record<string, unknown> =>
  commit(request, planUpdate(table, request), bill);

export const removeItem = (table: Table, request: Input, bill: Bill): Record<string, unknown> =>
  commit(request, planDelete(table, request), bill);
