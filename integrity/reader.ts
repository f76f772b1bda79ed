import type { JournalItem } from '../shared/ports/journal.ts';

export type TableName =
  | 'receivables'
  | 'collections'
  | 'waitTokens'
  | 'contact'
  | 'alerts'
  | 'credit';

export type Key = { readonly pk: string; readonly sk: string };
export type Item = Key & Readonly<Record<string, unknown>>;

/** Everything that a verification reads. All reads but the listings are consistent. */
export type BookReader = {
  /** Ids of all streams, each once. */
  readonly streamIds: () => AsyncIterable<string>;
  /** The events of a stream by version; none when there is no such stream. */
  readonly stream: (streamId: string) => AsyncIterable<JournalItem>;
  /** Keys of all items of a table. */
  readonly keys: (table: TableName) => AsyncIterable<Key>;
  /** All items under one partition key, by sort key. */
  readonly partition: (table: TableName, pk: string) => Promise<readonly Item[]>;
  /** Those of the items that exist. */
  readonly get: (table: TableName, keys: readonly Key[]) => Promise<readonly Item[]>;
  /** Names of the running executions of the collection machine. */
  readonly runningExecutions: () => AsyncIterable<string>;
  /** Names of the running executions of the credit-approval machine. */
  readonly runningApprovals: () => AsyncIterable<string>;
  /** Whether an execution of this case runs now, whatever the listing showed. */
  readonly isRunning: (caseId: string) => Promise<boolean>;
};

export const keyText = ({ pk, sk }: Key): string => `${pk} : ${sk}`;

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
