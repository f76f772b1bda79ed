import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { businessDate } from '../../domain/calendar.ts';
import type { MeasureStore } from '../../ports/measures.ts';

const item = z.object({ sk: z.string().transform(businessDate), issuedMinor: z.int() });

const pkOf = (currency: string): string => `MEASURE#${currency}`;

/** Measures of the book beside the alerts, one item a day and currency. */
export const createMeasureStore = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): MeasureStore => {
  const { client, tableName: TableName } = deps;
  return {
    keep: async (on, { currency, ...measure }) => {
      const Item = { pk: pkOf(currency), sk: on, ...measure };
      await client.send(new PutCommand({ TableName, Item }));
    },
    oldestFrom: async (currency, from, before) => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :before',
          ExpressionAttributeValues: { ':pk': pkOf(currency), ':from': from, ':before': before },
          Limit: 1,
        }),
      );
      const [oldest] = Items.map((each) => item.parse(each));
      return oldest && oldest.sk < before
        ? { on: oldest.sk, issuedMinor: oldest.issuedMinor }
        : undefined;
    },
  };
};
