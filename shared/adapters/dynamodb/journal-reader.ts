import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { JournalItem, JournalReader } from '../../ports/journal.ts';

/** The journal for those who may not write it. */
export const createJournalReader = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): JournalReader => {
  const { client, tableName } = deps;
  const queryOf = (streamId: string) => ({
    TableName: tableName,
    KeyConditionExpression: 'streamId = :stream',
    ExpressionAttributeValues: { ':stream': streamId },
    ConsistentRead: true,
  });
  return {
    read: async function* (streamId) {
      let from: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({ ...queryOf(streamId), ExclusiveStartKey: from }),
        );
        for (const item of page.Items ?? []) yield item as JournalItem;
        from = page.LastEvaluatedKey;
      } while (from);
    },
    last: async (streamId, limit) => {
      const { Items = [] } = await client.send(
        new QueryCommand({ ...queryOf(streamId), ScanIndexForward: false, Limit: limit }),
      );
      return (Items as JournalItem[]).reverse();
    },
  };
};
