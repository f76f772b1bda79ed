import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { epochMs, type Instant, instant } from '../../domain/calendar.ts';
import { waitPrefixes } from '../../domain/waits.ts';
import type { Wait, WaitTokens } from '../../ports/collections.ts';

const waitItem = z.object({
  token: z.string().optional(),
  armedVersion: z.number().optional(),
  dueAt: z
    .string()
    .transform((text) => instant(text))
    .optional(),
  signalVersion: z.number().optional(),
});

const waitOf = (item: Record<string, unknown>): Wait => waitItem.parse(item);

/**
 * Where sleeping machines leave their token. The machine writes `token`, `armedVersion` and
 * `dueAt` by itself, on the condition that `signalVersion` is not above its plan's version; this
 * side only raises `signalVersion`. Whichever of the two comes second sees the other.
 */
export const createWaitTokens = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly of: keyof typeof waitPrefixes;
}): WaitTokens => {
  const { client, tableName } = deps;
  const key = (id: string) => ({ pk: `${waitPrefixes[deps.of]}${id}`, sk: 'WAIT' });

  const raise = async (id: string, version: number, forgetAt: Instant | undefined) => {
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: key(id),
        UpdateExpression: `SET signalVersion = :version${forgetAt ? ', expiresAt = :forget' : ''}`,
        ConditionExpression: 'attribute_not_exists(signalVersion) OR signalVersion < :version',
        ExpressionAttributeValues: {
          ':version': version,
          ...(forgetAt ? { ':forget': Math.floor(epochMs(forgetAt) / 1000) } : {}),
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return waitOf(Attributes ?? {});
  };

  return {
    read: async (id) => {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: key(id), ConsistentRead: true }),
      );
      return Item && waitOf(Item);
    },
    signal: async (id, version, forgetAt) => {
      try {
        return await raise(id, version, forgetAt);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // Raised before, by this signal's first delivery or by a later one: what stands, counts.
        return waitOf(unmarshall(error.Item ?? {}));
      }
    },
  };
};
