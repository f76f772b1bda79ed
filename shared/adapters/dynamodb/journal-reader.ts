import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { JournalEnds, JournalItem, JournalReader } from '../../ports/journal.ts';

/** Who stops early has not read much more than it looked at. */
const tailPage = 500;

/** The journal for those who may not write it. */
export const createJournalReader = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): JournalReader & JournalEnds => {
  const { client, tableName } = deps;
  const queryOf = (streamId: string) => ({
    TableName: tableName,
    KeyConditionExpression: 'streamId = :stream',
    ExpressionAttributeValues: { ':stream': streamId },
    ConsistentRead: true,
  });
  const pages = async function* (
    streamId: string,
    order: { readonly ScanIndexForward?: boolean; readonly Limit?: number },
  ): AsyncGenerator<JournalItem> {
    let from: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({ ...queryOf(streamId), ...order, ExclusiveStartKey: from }),
      );
      for (const item of page.Items ?? []) yield item as JournalItem;
      from = page.LastEvaluatedKey;
    } while (from);
  };
  return {
    read: (streamId) => pages(streamId, {}),
    newestFirst: (streamId) => pages(streamId, { ScanIndexForward: false, Limit: tailPage }),
    first: async (streamId, limit) => {
      const { Items = [] } = await client.send(
        new QueryCommand({ ...queryOf(streamId), Limit: limit }),
      );
      return Items as JournalItem[];
    },
    last: async (streamId, limit) => {
      const { Items = [] } = await client.send(
        new QueryCommand({ ...queryOf(streamId), ScanIndexForward: false, Limit: limit }),
      );
      return (Items as JournalItem[]).reverse();
    },
  };
};
