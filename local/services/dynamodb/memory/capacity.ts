import type { Index, Table } from './table.ts';
import { type Item, itemSize } from './values.ts';

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

export const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5);

const unitsOfSize = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

const sizeOf = (item: Item | undefined): number => (item === undefined ? 0 : itemSize(item));

/** Units of a write: by the larger of the old and the new item. */
export const writeUnits = (before: Item | undefined, after: Item | undefined): number =>
  unitsOfSize(Math.max(sizeOf(before), sizeOf(after)));

const hasKeys = ({ items: { keys } }: Index, item: Item | undefined): item is Item =>
  item !== undefined &&
  item[keys.hash.name] !== undefined &&
  (keys.range === undefined || item[keys.range.name] !== undefined);

/**
 * Units of an index for a write: one write each to remove the old entry and to add the new one, a
 * single one when the entry stays in its place and changes, none when it does not change.
 */
const indexUnits = (index: Index, before: Item | undefined, after: Item | undefined): number => {
  const had = hasKeys(index, before);
  const has = hasKeys(index, after);
  if (!had && !has) return 0;
  if (!had || !has) return unitsOfSize(sizeOf(had ? before : after));
  const { hash, range } = index.items.keys;
  const stays = [hash, range].every(
    (key) =>
      key === undefined || JSON.stringify(before[key.name]) === JSON.stringify(after[key.name]),
  );
  if (!stays) return unitsOfSize(sizeOf(before)) + unitsOfSize(sizeOf(after));
  return JSON.stringify(before) === JSON.stringify(after) ? 0 : writeUnits(before, after);
};

/** Units that each index of a table consumes for one write. */
export const indexWriteUnits = (
  table: Table,
  before: Item | undefined,
  after: Item | undefined,
): ReadonlyMap<Index, number> => {
  const units = new Map<Index, number>();
  for (const index of table.indexes.values()) {
    const used = indexUnits(index, before, after);
    if (used > 0) units.set(index, used);
  }
  return units;
};

type Usage = {
  table: number;
  readonly global: Map<string, number>;
  readonly local: Map<string, number>;
};

const perIndex = (side: ReadonlyMap<string, number>): object =>
  Object.fromEntries([...side].map(([name, units]) => [name, { CapacityUnits: units }]));

/** Sums what a request consumes and reports it in the detail that the request asks for. */
export const createBill = () => {
  const usages = new Map<string, Usage>();
  const usageOf = (table: Table): Usage => {
    const known = usages.get(table.name);
    if (known !== undefined) return known;
    const made: Usage = { table: 0, global: new Map(), local: new Map() };
    usages.set(table.name, made);
    return made;
  };
  const addIndex = (table: Table, index: Index, units: number): void => {
    const usage = usageOf(table);
    const side = index.isLocal ? usage.local : usage.global;
    side.set(index.name, (side.get(index.name) ?? 0) + units);
  };
  return {
    read: (table: Table, index: Index | undefined, units: number): void => {
      if (index === undefined) usageOf(table).table += units;
      else addIndex(table, index, units);
    },
    write: (table: Table, before: Item | undefined, after: Item | undefined, factor = 1): void => {
      usageOf(table).table += writeUnits(before, after) * factor;
      for (const [index, units] of indexWriteUnits(table, before, after)) {
        addIndex(table, index, units * factor);
      }
    },
    report: (asked: unknown): readonly object[] | undefined => {
      if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined;
      return [...usages].map(([TableName, { table, global, local }]) => {
        const indexes = [...global.values(), ...local.values()].reduce(
          (sum, units) => sum + units,
          0,
        );
        return {
          TableName,
          CapacityUnits: table + indexes,
          ...(asked === 'TOTAL'
            ? {}
            : {
                Table: { CapacityUnits: table },
                ...(global.size === 0 ? {} : { GlobalSecondaryIndexes: perIndex(global) }),
                ...(local.size === 0 ? {} : { LocalSecondaryIndexes: perIndex(local) }),
              }),
        };
      });
    },
  };
};

export type Bill = ReturnType<typeof createBill>;
