import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type BusinessDate, businessDate } from '../../domain/calendar.ts';
import type { SweepStore } from '../../ports/collections.ts';

const attributePrefix = 'shard';

/**
 * Watermarks of the sweep: one item in the Collections table with an attribute per shard, because
 * one run reads and writes them all.
 */
export const createSweepStore = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): SweepStore => {
  const { client, tableName } = deps;
  const key = { pk: 'SWEEP#AGENDA', sk: 'WATERMARK' };
  return {
    sweptThrough: async () => {
      const { Item = {} } = await client.send(
        new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
      );
      return new Map(
        Object.entries(Item).flatMap(([name, value]): [number, BusinessDate][] =>
          name.startsWith(attributePrefix)
            ? [[Number(name.slice(attributePrefix.length)), businessDate(String(value))]]
            : [],
        ),
      );
    },
    complete: async (shards, through) => {
      if (shards.length === 0) return;
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: key,
          UpdateExpression: `SET ${shards.map((shard) => `${attributePrefix}${shard} = :on`).join(', ')}`,
          ExpressionAttributeValues: { ':on': through },
        }),
      );
    },
  };
};
