import { type Input, optionalNumber, optionalText } from '../../service.ts';
import { type Bill, readUnits } from './capacity.ts';
import { type Bindings, holds, operandValue } from './evaluate.ts';
import { checkConditionOperands } from './operands.ts';
import { parseFilter, parseKeyCondition } from './parse.ts';
import { invalid } from './refusal.ts';
import { bindingsOf, checkUses, project, projectionOf } from './request.ts';
import type { Condition, Operand, Parsed } from './syntax.ts';
import type { Index, KeyAttribute, Sorted, Table } from './table.ts';
import {
  type AttributeValue,
  compareValues,
  equalValues,
  type Item,
  itemSize,
  partsOf,
} from './values.ts';

/** A page ends when it has read this much, filtered out or not. */
const PAGE_BYTES = 1_048_576;

type Source = { readonly table: Table; readonly index: Index | undefined; readonly items: Sorted };

const sourceOf = (table: Table, input: Input): Source => {
  const name = optionalText(input, 'IndexName');
  if (name === undefined) return { table, index: undefined, items: table.items };
  const index = table.indexes.get(name);
  if (index === undefined) {
    throw invalid(`The table does not have the specified index: ${name}`);
  }
  if (input['ConsistentRead'] === true && !index.isLocal) {
    throw invalid('Consistent reads are not supported on global secondary indexes');
  }
  return { table, index, items: index.items };
};

/** What an index holds of an item. */
const seenThrough = (item: Item, { table, index }: Source): Item => {
  if (index === undefined || index.projection.kind === 'ALL') return item;
  const keys = [table.keys.hash, table.keys.range, index.items.keys.hash, index.items.keys.range];
  const names = [
    ...index.projection.names,
    ...keys.flatMap((key) => (key === undefined ? [] : [key.name])),
  ];
  const seen: Record<string, AttributeValue> = {};
  for (const name of names) {
    const value = item[name];
    if (value !== undefined) seen[name] = value;
  }
  return seen;
};

const positionKey = (item: Item, { table, index }: Source): Item => {
  const key: Record<string, AttributeValue> = { ...table.keyOf(item) };
  for (const attribute of [index?.items.keys.hash, index?.items.keys.range]) {
    const value = attribute === undefined ? undefined : item[attribute.name];
    if (attribute !== undefined && value !== undefined) key[attribute.name] = value;
  }
  return key;
};

const partsOfConjunction = (condition: Condition): readonly Condition[] =>
  condition.kind === 'and'
    ? [...partsOfConjunction(condition.left), ...partsOfConjunction(condition.right)]
    : [condition];

const attributeOf = (operand: Operand, { names }: Bindings): string | undefined => {
  if (operand.kind !== 'path' || operand.path.length !== 1) return undefined;
  const [name] = operand.path;
  return names[String(name)] ?? String(name);
};

const subjectOf = (condition: Condition, bindings: Bindings): string | undefined => {
  if (condition.kind === 'compare' || condition.kind === 'call') {
    return (
      attributeOf(condition.left, bindings) ??
      (condition.kind === 'compare' ? attributeOf(condition.right, bindings) : undefined)
    );
  }
  return condition.kind === 'between' ? attributeOf(condition.value, bindings) : undefined;
};

const isRangeTest = (condition: Condition): boolean =>
  (condition.kind === 'compare' && condition.by !== '<>') ||
  condition.kind === 'between' ||
  (condition.kind === 'call' && condition.name === 'begins_with');

type KeyCondition = { readonly hash: AttributeValue; readonly range: Condition | undefined };

const checkType = (attribute: KeyAttribute, value: AttributeValue): void => {
  if (partsOf(value)[0] !== attribute.type) {
    throw invalid(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    );
  }
};

/** The partition and the test on the sort key. @throws Refusal for any other form */
const keyConditionOf = (
  tree: Condition,
  { items: { keys } }: Source,
  bindings: Bindings,
): KeyCondition => {
  const parts = partsOfConjunction(tree);
  if (
    parts.some(({ kind }) => kind === 'or' || kind === 'not' || kind === 'in' || kind === 'exists')
  ) {
    throw invalid('Invalid operator used in KeyConditionExpression');
  }
  const onHash = parts.filter((part) => subjectOf(part, bindings) === keys.hash.name);
  const others = parts.filter((part) => !onHash.includes(part));
  const [hashTest] = onHash;
  if (hashTest === undefined) {
    throw invalid(`Query condition missed key schema element: ${keys.hash.name}`);
  }
  if (hashTest.kind !== 'compare' || hashTest.by !== '=')
    throw invalid('Query key condition not supported');
  const value = [hashTest.left, hashTest.right]
    .filter(({ kind }) => kind === 'value')
    .map((operand) => operandValue(operand, {}, bindings))[0];
  if (value === undefined) throw invalid('Query key condition not supported');
  checkType(keys.hash, value);
  const [range, ...more] = others;
  if (onHash.length > 1 || more.length > 0) {
    throw invalid('KeyConditionExpressions must only contain one condition per key');
  }
  if (range !== undefined) {
    if (subjectOf(range, bindings) !== keys.range?.name) {
      throw invalid(
        `Query condition missed key schema element: ${keys.range?.name ?? keys.hash.name}`,
      );
    }
    if (!isRangeTest(range)) throw invalid('Query key condition not supported');
  }
  return { hash: value, range };
};

/** First position from `start` on where the test turns true; it must not turn back after that. */
const firstWhere = (
  items: readonly Item[],
  start: number,
  test: (item: Item) => boolean,
): number => {
  let low = start;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(items[middle] as Item)) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** The least sort key that a test accepts; undefined when it accepts the first ones. */
const lowestOf = (range: Condition): Operand | undefined => {
  if (range.kind === 'between') return range.low;
  if (range.kind === 'call') return range.right;
  if (range.kind !== 'compare') return undefined;
  const isMirrored = range.left.kind === 'value';
  const opensBelow = isMirrored ? ['>', '>='] : ['<', '<='];
  if (opensBelow.includes(range.by)) return undefined;
  return isMirrored ? range.left : range.right;
};

/** What a test accepts lies together in the order of the sort key, so that halving finds its ends. */
const boundsOf = (
  items: readonly Item[],
  range: Condition | undefined,
  attribute: KeyAttribute | undefined,
  bindings: Bindings,
): readonly [start: number, end: number] => {
  if (range === undefined || attribute === undefined) return [0, items.length];
  const lowest = lowestOf(range);
  const low = lowest === undefined ? undefined : operandValue(lowest, {}, bindings);
  if (low !== undefined) checkType(attribute, low);
  const isAbove = (item: Item): boolean => {
    const order = compareValues(item[attribute.name] as AttributeValue, low as AttributeValue) ?? 0;
    return order > 0 || (order === 0 && holds(range, item, bindings));
  };
  const start = low === undefined ? 0 : firstWhere(items, 0, isAbove);
  return [start, firstWhere(items, start, (item) => !holds(range, item, bindings))];
};

type Page = {
  readonly taken: readonly Item[];
  readonly scanned: number;
  readonly bytes: number;
  readonly last: Item | undefined;
};

/** Reads in order until the limit or the size of a page; filters do not make room for more. */
const readPage = (
  items: Iterable<Item>,
  source: Source,
  limit: number | undefined,
  keeps: (item: Item) => boolean,
): Page => {
  const taken: Item[] = [];
  let scanned = 0;
  let bytes = 0;
  for (const item of items) {
    const seen = seenThrough(item, source);
    scanned += 1;
    bytes += itemSize(seen);
    if (keeps(seen)) taken.push(seen);
    if (scanned === limit || bytes >= PAGE_BYTES) return { taken, scanned, bytes, last: item };
  }
  return { taken, scanned, bytes, last: undefined };
};

const filterOf = (input: Input): Parsed<Condition> | undefined => {
  const text = optionalText(input, 'FilterExpression');
  return text === undefined ? undefined : parseFilter(text);
};

const answer = (
  page: Page,
  source: Source,
  input: Input,
  bindings: Bindings,
  bill: Bill,
): Record<string, unknown> => {
  const projection = projectionOf(input);
  bill.read(source.table, source.index, readUnits(page.bytes, input['ConsistentRead'] === true));
  return {
    ...(input['Select'] === 'COUNT'
      ? {}
      : { Items: page.taken.map((item) => project(item, projection, bindings)) }),
    Count: page.taken.length,
    ScannedCount: page.scanned,
    ...(page.last === undefined ? {} : { LastEvaluatedKey: positionKey(page.last, source) }),
  };
};

const limitOf = (input: Input): number | undefined => {
  const limit = optionalNumber(input, 'Limit');
  if (limit !== undefined && limit < 1) {
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  return limit;
};

function* slice(
  items: readonly Item[],
  start: number,
  end: number,
  isForward: boolean,
): Generator<Item> {
  if (isForward) for (let at = start; at < end; at += 1) yield items[at] as Item;
  else for (let at = end - 1; at >= start; at -= 1) yield items[at] as Item;
}

export const query = (table: Table, input: Input, bill: Bill): Record<string, unknown> => {
  const source = sourceOf(table, input);
  const bindings = bindingsOf(input);
  const text = optionalText(input, 'KeyConditionExpression');
  if (text === undefined) {
    throw invalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const parsed = parseKeyCondition(text);
  const filter = filterOf(input);
  checkUses(bindings, [parsed, filter, projectionOf(input)]);
  checkConditionOperands(parsed.tree, bindings);
  checkConditionOperands(filter?.tree, bindings);
  const { hash, range } = keyConditionOf(parsed.tree, source, bindings);
  const items = source.items.partition(hash);
  let [start, end] = boundsOf(items, range, source.items.keys.range, bindings);
  const isForward = input['ScanIndexForward'] !== false;
  const from = input['ExclusiveStartKey'];
  if (from !== undefined && from !== null) {
    const at = source.items.position(items, from as Item);
    const found = items[at];
    const isThere =
      found !== undefined &&
      Object.entries(from as Item).every(([name, value]) => {
        const own = found[name];
        return own !== undefined && equalValues(own, value);
      });
    if (isForward) start = Math.max(start, isThere ? at + 1 : at);
    else end = Math.min(end, at);
  }
  const keeps = (item: Item): boolean => filter === undefined || holds(filter.tree, item, bindings);
  const page = readPage(slice(items, start, end, isForward), source, limitOf(input), keeps);
  return answer(page, source, input, bindings, bill);
};

export const scan = (table: Table, input: Input, bill: Bill): Record<string, unknown> => {
  const source = sourceOf(table, input);
  const bindings = bindingsOf(input);
  const filter = filterOf(input);
  checkUses(bindings, [filter, projectionOf(input)]);
  checkConditionOperands(filter?.tree, bindings);
  if (input['Segment'] !== undefined || input['TotalSegments'] !== undefined) {
    throw invalid('Parallel scans are not supported by this engine');
  }
  const from = input['ExclusiveStartKey'] as Item | undefined;
  const { keys } = source.items;
  const startAt = from?.[keys.hash.name];
  function* all(): Generator<Item> {
    let isPast = startAt === undefined;
    for (const items of source.items.partitions()) {
      const hash = items[0]?.[keys.hash.name];
      if (isPast) yield* items;
      else if (
        startAt !== undefined &&
        hash !== undefined &&
        from !== undefined &&
        equalValues(hash, startAt)
      ) {
        isPast = true;
        const at = source.items.position(items, from);
        const found = items[at];
        const skips =
          found !== undefined &&
          Object.entries(from).every(([name, value]) => {
            const own = found[name];
            return own !== undefined && equalValues(own, value);
          });
        yield* items.slice(skips ? at + 1 : at);
      }
    }
  }
  const keeps = (item: Item): boolean => filter === undefined || holds(filter.tree, item, bindings);
  return answer(readPage(all(), source, limitOf(input), keeps), source, input, bindings, bill);
};
