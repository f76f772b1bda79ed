import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { businessDate } from '../../domain/calendar.ts';
import type { SweepStore } from '../../ports/collections.ts';

/** Watermarks of the sweep, one item per shard in the Collections table. */
export const createSweepStore = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): SweepStore => {
  const { client, tableName } = deps;
  const key = (shard: number) => ({ pk: `SWEEP#${shard}`, sk: 'WATERMARK' });
  return {
    sweptThrough: async (shard) => {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: key(shard), ConsistentRead: true }),
      );
      const { sweptThrough } = (Item ?? {}) as { readonly sweptThrough?: string };
      return sweptThrough === undefined ? undefined : businessDate(sweptThrough);
    },
    complete: async (shard, sweptThrough) => {
      try {
        await client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: key(shard),
            UpdateExpression: 'SET sweptThrough = :on',
            ConditionExpression: 'attribute_not_exists(sweptThrough) OR sweptThrough < :on',
            ExpressionAttributeValues: { ':on': sweptThrough },
          }),
        );
      } catch (error) {
        // Another run came as far or further.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
};
