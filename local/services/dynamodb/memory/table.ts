import { hashText } from '../../../kernel/random.ts';
import { invalid } from './refusal.ts';
import { type AttributeValue, compareValues, type Item, partsOf, scalarKey } from './values.ts';

export type KeyAttribute = { readonly name: string; readonly type: string };

export type KeyNames = { readonly hash: KeyAttribute; readonly range: KeyAttribute | undefined };

export type Projection =
  | { readonly kind: 'ALL' }
  /** Names beside the keys of the table and the index. */
  | { readonly kind: 'SOME'; readonly names: readonly string[] };

/** Items of one partition key value in the order of their sort key. */
type Partition = { readonly ordered: Item[] };

/** A table's own items, or those of one of its indexes, in the order in which queries see them. */
export type Sorted = {
  readonly keys: KeyNames;
  readonly partition: (hash: AttributeValue) => readonly Item[];
  /** Position of the first item that does not come before the key. */
  readonly position: (items: readonly Item[], key: Item) => number;
  /** Partition key values in the order in which a scan meets them. */
  readonly partitions: () => readonly Item[][];
  readonly insert: (item: Item) => void;
  readonly remove: (item: Item) => void;
};

export type Index = {
  readonly name: string;
  readonly isLocal: boolean;
  readonly items: Sorted;
  readonly projection: Projection;
};

export type Table = {
  readonly name: string;
  readonly keys: KeyNames;
  readonly items: Sorted;
  readonly indexes: ReadonlyMap<string, Index>;
  readonly get: (key: Item) => Item | undefined;
  /** Puts the item in the place of the one with its key. */
  readonly put: (item: Item, before: Item | undefined) => void;
  readonly remove: (before: Item) => void;
  /** The key attributes of an item. @throws Refusal when one is missing, empty or of another type */
  readonly keyOf: (item: Item, isKeyOnly?: boolean) => Item;
};

/** Finds a table by name or ARN. @throws Refusal `ResourceNotFoundException` */
export type TableOf = (name: unknown) => Table;

const compareBy = (attribute: KeyAttribute | undefined, left: Item, right: Item): number => {
  if (attribute === undefined) return 0;
  const one = left[attribute.name];
  const other = right[attribute.name];
  return one === undefined || other === undefined ? 0 : (compareValues(one, other) ?? 0);
};

const createSorted = (keys: KeyNames, tie: KeyNames | undefined): Sorted => {
  const byHash = new Map<string, Partition>();
  const compare = (left: Item, right: Item): number =>
    compareBy(keys.range, left, right) ||
    // Several items of an index may share its key; their own keys tell them apart.
    (tie === undefined ? 0 : compareBy(tie.hash, left, right) || compareBy(tie.range, left, right));
  const position = (items: readonly Item[], key: Item): number => {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(items[middle] as Item, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const keyText = (item: Item): string => scalarKey(item[keys.hash.name] as AttributeValue);
  return {
    keys,
    partition: (hash) => byHash.get(scalarKey(hash))?.ordered ?? [],
    position,
    partitions: () =>
      [...byHash]
        .map(([text, { ordered }]) => ({ order: hashText(text), text, ordered }))
        .sort((a, b) => a.order - b.order || (a.text < b.text ? -1 : 1))
        .map(({ ordered }) => ordered),
    insert: (item) => {
      const text = keyText(item);
      const partition = byHash.get(text);
      if (partition === undefined) byHash.set(text, { ordered: [item] });
      else partition.ordered.splice(position(partition.ordered, item), 0, item);
    },
    remove: (item) => {
      const text = keyText(item);
      const partition = byHash.get(text);
      if (partition === undefined) return;
      partition.ordered.splice(position(partition.ordered, item), 1);
      if (partition.ordered.length === 0) byHash.delete(text);
    },
  };
};

const MAX_KEY_BYTES = { hash: 2048, range: 1024 };

const checkKeyValue = (
  attribute: KeyAttribute,
  value: AttributeValue | undefined,
  limit: number,
): void => {
  if (value === undefined) {
    throw invalid(
      `One or more parameter values were invalid: Missing the key ${attribute.name} in the item`,
    );
  }
  const [type, held] = partsOf(value);
  if (type !== attribute.type) {
    throw invalid(
      `One or more parameter values were invalid: Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${type}`,
    );
  }
  if (type === 'N') return;
  const bytes =
    type === 'S' ? Buffer.byteLength(String(held)) : Buffer.from(held as string, 'base64').length;
  if (bytes === 0) {
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. Key: ${attribute.name}`,
    );
  }
  if (bytes > limit) {
    throw invalid(
      `One or more parameter values were invalid: Size of ${limit === MAX_KEY_BYTES.hash ? 'hashkey' : 'rangekey'} has exceeded the maximum size limit of${limit} bytes`,
    );
  }
};

export type IndexDefinition = {
  readonly name: string;
  readonly isLocal: boolean;
  readonly keys: KeyNames;
  readonly projection: Projection;
};

const isIn = (item: Item, { keys }: Pick<IndexDefinition, 'keys'>): boolean =>
  item[keys.hash.name] !== undefined &&
  (keys.range === undefined || item[keys.range.name] !== undefined);

export const createTable = (
  name: string,
  keys: KeyNames,
  definitions: readonly IndexDefinition[],
): Table => {
  const items = createSorted(keys, undefined);
  const indexes = new Map<string, Index>(
    definitions.map((definition) => [
      definition.name,
      {
        name: definition.name,
        isLocal: definition.isLocal,
        items: createSorted(definition.keys, keys),
        projection: definition.projection,
      },
    ]),
  );
  const keyAttributes = keys.range === undefined ? [keys.hash] : [keys.hash, keys.range];
  const byKey = new Map<string, Item>();
  const keyText = (item: Item): string =>
    keyAttributes
      .map((attribute) => scalarKey(item[attribute.name] as AttributeValue))
      .join('\u0000');

  const reindex = (before: Item | undefined, after: Item | undefined): void => {
    for (const index of indexes.values()) {
      if (before !== undefined && isIn(before, index.items)) index.items.remove(before);
      if (after !== undefined && isIn(after, index.items)) index.items.insert(after);
    }
  };

  return {
    name,
    keys,
    items,
    indexes,
    get: (key) => byKey.get(keyText(key)),
    put: (item, before) => {
      if (before !== undefined) items.remove(before);
      byKey.set(keyText(item), item);
      items.insert(item);
      reindex(before, item);
    },
    remove: (before) => {
      byKey.delete(keyText(before));
      items.remove(before);
      reindex(before, undefined);
    },
    keyOf: (item, isKeyOnly = false) => {
      const key: Record<string, AttributeValue> = {};
      for (const attribute of keyAttributes) {
        const value = item[attribute.name];
        if (isKeyOnly && (value === undefined || partsOf(value)[0] !== attribute.type)) {
          throw invalid('The provided key element does not match the schema');
        }
        checkKeyValue(
          attribute,
          value,
          attribute === keys.hash ? MAX_KEY_BYTES.hash : MAX_KEY_BYTES.range,
        );
        if (value !== undefined) key[attribute.name] = value;
      }
      if (isKeyOnly && Object.keys(item).length !== keyAttributes.length) {
        throw invalid('The provided key element does not match the schema');
      }
      return key;
    },
  };
};
