import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { instant } from '../../domain/calendar.ts';
import type { Alert, LineNews } from '../../ports/credit-lines.ts';

const linePk = (lineId: string): string => `LINE#${lineId}`;
const prefix = 'IN#news:';

const alertIn = (item: Readonly<Record<string, unknown>>): Alert => ({
  alertId: String(item['sk']).slice(prefix.length),
  heardAt: instant(String(item['heardAt'])),
  insolvent: item['insolvent'] === true,
  ...(typeof item['bureau'] === 'string' ? { bureau: item['bureau'] } : {}),
});

/**
 * Alerts of bureaus under the key of a line, as marks of what was heard: there may be no line yet,
 * and what is received about its customer later has to be newer all the same.
 */
export const createLineNews = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): LineNews => {
  const { client, tableName: TableName } = deps;
  /** A customer has few alerts, so all of them fit a page or two. */
  const heard: LineNews['heard'] = async (lineId) => {
    const all: Alert[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': linePk(lineId), ':prefix': prefix },
          ConsistentRead: true,
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      all.push(...Items.map(alertIn));
      from = LastEvaluatedKey;
    } while (from !== undefined);
    return all;
  };
  return {
    remember: async (lineId, { alertId, ...told }) => {
      const Item = { pk: linePk(lineId), sk: `${prefix}${alertId}`, ...told };
      const ConditionExpression = 'attribute_not_exists(pk)';
      try {
        await client.send(new PutCommand({ TableName, Item, ConditionExpression }));
      } catch (error) {
        // A repeat is no news: what was received since then knows of it.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
    heard,
  };
};
