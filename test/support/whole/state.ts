import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Runtime } from '../../../local/runtime.ts';
import type { JournalItem } from '../../../shared/ports/journal.ts';

export type TableItem = Readonly<Record<string, unknown>> & {
  readonly pk: string;
  readonly sk: string;
};

const plain = async <Item>(runtime: Runtime, table: string): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const item of runtime.dynamo.items(table)) {
    items.push(unmarshall(item as Parameters<typeof unmarshall>[0]) as Item);
  }
  return items;
};

/** Every item of a table, as plain objects. */
export const itemsOf = (runtime: Runtime, table: string): Promise<TableItem[]> =>
  plain<TableItem>(runtime, table);

/** The whole journal by stream, each in the order of its versions. */
export const streamsOf = async (runtime: Runtime): Promise<Map<string, JournalItem[]>> => {
  const items = await plain<JournalItem>(runtime, 'JournalTable');
  const streams = Map.groupBy(items, ({ streamId }) => streamId);
  for (const events of streams.values()) events.sort((a, b) => a.version - b.version);
  return streams;
};
