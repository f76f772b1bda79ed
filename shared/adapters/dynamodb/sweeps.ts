import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type BusinessDate, businessDate } from '../../domain/calendar.ts';
import type { SweepStore } from '../../ports/collections.ts';

const attributePrefix = 'shard';
const isShard = (name: string): boolean => /^shard\d+$/.test(name);
const watermarks = (shards: readonly number[]): string[] =>
  shards.map((shard) => `${attributePrefix}${shard} = :on`);

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
  const read = async (): Promise<Record<string, unknown>> => {
    const { Item = {} } = await client.send(
      new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
    );
    return Item;
  };
  return {
    sweptThrough: async () => {
      return new Map(
        Object.entries(await read()).flatMap(([name, value]): [number, BusinessDate][] =>
          isShard(name)
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
          UpdateExpression: `SET ${watermarks(shards).join(', ')}`,
          ExpressionAttributeValues: { ':on': through },
        }),
      );
    },
    contactedAs: async () => {
      const { contactedAs } = await read();
      return typeof contactedAs === 'string' ? contactedAs : undefined;
    },
    rewind: async (contactedAs, shards, to) => {
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: key,
          UpdateExpression: `SET ${['contactedAs = :as', ...watermarks(shards)].join(', ')}`,
          ExpressionAttributeValues: {
            ':as': contactedAs,
            ...(shards.length > 0 ? { ':on': to } : {}),
          },
        }),
      );
    },
  };
};
