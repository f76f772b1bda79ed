import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { businessDate } from '../../domain/calendar.ts';
import { invariant } from '../../domain/errors.ts';
import type { Sweep, SweepStore } from '../../ports/collections.ts';

const sweepItem = z.object({ through: z.string(), sweptThrough: z.string() });

const sweepOf = (shard: number, item: Record<string, unknown>): Sweep => {
  const { through, sweptThrough } = sweepItem.parse(item);
  return { shard, through: businessDate(through), sweptThrough: businessDate(sweptThrough) };
};

/** Watermarks of the agenda, one item per shard in the Collections table. */
export const createSweepStore = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): SweepStore => {
  const { client, tableName } = deps;
  const key = (shard: number) => ({ pk: `SWEEP#${shard}`, sk: 'WATERMARK' });

  const read: SweepStore['read'] = async (shard) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: key(shard), ConsistentRead: true }),
    );
    return Item && sweepOf(shard, Item);
  };

  /** The item after the update, or as it is when the condition did not hold. */
  const update = async (
    shard: number,
    expression: { UpdateExpression: string; ConditionExpression: string },
    on: string,
  ): Promise<Sweep> => {
    try {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: key(shard),
          ...expression,
          ExpressionAttributeValues: { ':on': on },
          ExpressionAttributeNames: { '#through': 'through' },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return sweepOf(shard, Attributes ?? {});
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const sweep = await read(shard);
      invariant(sweep !== undefined, `the watermark of shard ${shard} vanished`);
      return sweep;
    }
  };

  return {
    read,
    begin: (shard, through) =>
      update(
        shard,
        {
          UpdateExpression: 'SET #through = :on, sweptThrough = :on',
          ConditionExpression: 'attribute_not_exists(#through)',
        },
        through,
      ),
    advance: (shard, through) =>
      update(
        shard,
        { UpdateExpression: 'SET #through = :on', ConditionExpression: '#through < :on' },
        through,
      ),
    complete: async (shard, sweptThrough) => {
      await update(
        shard,
        {
          UpdateExpression: 'SET sweptThrough = :on',
          ConditionExpression: 'sweptThrough < :on AND #through >= :on',
        },
        sweptThrough,
      );
    },
  };
};
