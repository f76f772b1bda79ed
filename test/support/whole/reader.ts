import type { BookReader, Item, TableName } from '../../../integrity/reader.ts';
import type { Runtime } from '../../../local/runtime.ts';
import { executionStemOf } from '../../../shared/adapters/stepfunctions/execution-name.ts';
import type { JournalItem } from '../../../shared/ports/journal.ts';
import { itemsOf, streamsOf } from './state.ts';

const tables: Readonly<Record<TableName, string>> = {
  receivables: 'ReceivablesTable',
  collections: 'CollectionsTable',
  waitTokens: 'WaitTokensTable',
  contact: 'ContactTable',
  alerts: 'AlertsTable',
  credit: 'CreditTable',
};

/** The tables and executions of an environment at one moment; tests damage copies of it. */
export type Snapshot = {
  readonly streams: ReadonlyMap<string, readonly JournalItem[]>;
  readonly tables: Readonly<Record<TableName, readonly Item[]>>;
  /** Names of the executions that run. */
  readonly running: readonly string[];
  /** Of the machine of credit approval. */
  readonly approvals: readonly string[];
};

const runningOf = (runtime: Runtime, machine: string): string[] =>
  [...runtime.executions(machine)].flatMap(({ status, name }) =>
    status === 'RUNNING' ? [name] : [],
  );

export const snapshotOf = async (runtime: Runtime): Promise<Snapshot> => {
  const read = (table: TableName): Promise<Item[]> => itemsOf(runtime, tables[table]);
  return {
    streams: await streamsOf(runtime),
    tables: {
      receivables: await read('receivables'),
      collections: await read('collections'),
      waitTokens: await read('waitTokens'),
      contact: await read('contact'),
      alerts: await read('alerts'),
      credit: await read('credit'),
    },
    running: runningOf(runtime, 'CollectionMachine'),
    approvals: runningOf(runtime, 'CreditApprovalMachine'),
  };
};

const bySortKey = (left: Item, right: Item): number => (left.sk < right.sk ? -1 : 1);

/** Serves a verification from memory: one pass over the tables, whatever it asks for. */
export const readerOf = ({ streams, tables: all, running, approvals }: Snapshot): BookReader => {
  const partitions = new Map(
    Object.entries(all).map(([table, items]) => [table, Map.groupBy(items, ({ pk }) => pk)]),
  );
  const under = (table: TableName, pk: string): readonly Item[] =>
    partitions.get(table)?.get(pk) ?? [];
  return {
    streamIds: async function* () {
      yield* streams.keys();
    },
    stream: async function* (streamId) {
      yield* streams.get(streamId) ?? [];
    },
    keys: async function* (table) {
      yield* all[table];
    },
    partition: async (table, pk) => under(table, pk).toSorted(bySortKey),
    get: async (table, keys) =>
      keys.flatMap(({ pk, sk }) => under(table, pk).find((item) => item.sk === sk) ?? []),
    runningExecutions: async function* () {
      yield* running;
    },
    runningApprovals: async function* () {
      yield* approvals;
    },
    isRunning: async (caseId) => running.some((name) => name.startsWith(executionStemOf(caseId))),
  };
};
