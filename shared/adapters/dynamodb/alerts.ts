import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { alertKind, severity } from '../../../events/parts.ts';
import { type Alert, episodeKey } from '../../domain/alerts/alert.ts';
import type { DigestLine } from '../../domain/alerts/digest.ts';
import { type BusinessDate, dateIn, type Instant } from '../../domain/calendar.ts';
import type { AlertStore, Occurrence } from '../../ports/alerts.ts';
import { noHead } from '../../ports/journal.ts';
import type { Journal, TransactItem } from './journal.ts';

const episodeItem = z.object({
  raisedBy: z.string(),
  raisedAt: z.string(),
  published: z.boolean(),
});

const digestItem = z.object({
  kind: alertKind,
  severity,
  accountId: z.string(),
  episode: z.string(),
  occurrences: z.int(),
});

/** Days of the digest end at midnight UTC, wherever the accounts are. */
const dayOf = (at: Instant): BusinessDate => dateIn('UTC', at);

const pkOf = (alert: Alert): string => `EPISODE#${episodeKey(alert)}`;

/** Reads digests only; needs no journal. */
export const createAlertReader = ({
  client,
  tableName: TableName,
}: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): Pick<AlertStore, 'digest'> => ({
  digest: async (on) => {
    const lines: DigestLine[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': `DIGEST#${on}` },
          ExclusiveStartKey: from,
        }),
      );
      for (const item of page.Items ?? []) lines.push(digestItem.parse(item));
      from = page.LastEvaluatedKey;
    } while (from);
    return lines;
  },
});

/**
 * Episodes of alerts: `EPISODE#kind#account#episode` holds `ALERT` and one `IN#event` per event
 * that was counted; `DIGEST#day` holds one line per episode. What counts one event is written in
 * one transaction with its marker, so a repeated delivery counts once.
 */
export const createAlertStore = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly journal: Pick<Journal, 'commit'>;
}): AlertStore => {
  const { client, tableName: TableName, journal } = deps;
  const markerPut = ({ alert, eventId, at }: Occurrence): TransactItem => ({
    Put: {
      TableName,
      Item: { pk: pkOf(alert), sk: `IN#${eventId}`, at },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  });

  const digestCount = ({ alert, at }: Occurrence): TransactItem => ({
    Update: {
      TableName,
      Key: { pk: `DIGEST#${dayOf(at)}`, sk: episodeKey(alert) },
      UpdateExpression:
        'SET #kind = :kind, #severity = :severity, #accountId = :accountId, #episode = :episode ADD #occurrences :one',
      ExpressionAttributeNames: {
        '#kind': 'kind',
        '#severity': 'severity',
        '#accountId': 'accountId',
        '#episode': 'episode',
        '#occurrences': 'occurrences',
      },
      ExpressionAttributeValues: {
        ':kind': alert.kind,
        ':severity': alert.severity,
        ':accountId': alert.accountId,
        ':episode': alert.episode,
        ':one': 1,
      },
    },
  });

  return {
    find: async (alert) => {
      const { Item } = await client.send(
        new GetCommand({
          TableName,
          Key: { pk: pkOf(alert), sk: 'ALERT' },
          ConsistentRead: true,
        }),
      );
      if (Item === undefined) return undefined;
      const episode = episodeItem.parse(Item);
      return { ...episode, raisedAt: episode.raisedAt as Instant };
    },

    raise: async (occurrence) => {
      const { alert, eventId, at, cause } = occurrence;
      const { kind, accountId, episode, text } = alert;
      const outcome = await journal.commit({
        streamId: `alert#${episodeKey(alert)}`,
        expected: noHead,
        entries: [
          {
            fact: {
              type: 'AlertRaised',
              data: { kind, severity: alert.severity, accountId, episode, text, occurrences: 1 },
            },
            effectiveOn: dayOf(at),
          },
        ],
        cause,
        writes: [
          {
            Put: {
              TableName,
              Item: {
                pk: pkOf(alert),
                sk: 'ALERT',
                ...alert,
                raisedBy: eventId,
                raisedAt: at,
                published: false,
                occurrences: 1,
              },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
          markerPut(occurrence),
          digestCount(occurrence),
        ],
      });
      return outcome.committed;
    },

    repeat: async (occurrence) => {
      try {
        await client.send(
          new TransactWriteCommand({
            TransactItems: [
              markerPut(occurrence),
              {
                Update: {
                  TableName,
                  Key: { pk: pkOf(occurrence.alert), sk: 'ALERT' },
                  UpdateExpression: 'ADD #occurrences :one SET #lastAt = :at',
                  ExpressionAttributeNames: { '#occurrences': 'occurrences', '#lastAt': 'lastAt' },
                  ExpressionAttributeValues: { ':one': 1, ':at': occurrence.at },
                },
              },
              digestCount(occurrence),
            ],
          }),
        );
      } catch (error) {
        const codes =
          error instanceof TransactionCanceledException
            ? (error.CancellationReasons ?? []).map(({ Code }) => Code)
            : [];
        // The marker's condition is the only one there is: the event was counted before.
        if (!codes.includes('ConditionalCheckFailed')) throw error;
      }
    },

    markPublished: async (alert) => {
      await client.send(
        new UpdateCommand({
          TableName,
          Key: { pk: pkOf(alert), sk: 'ALERT' },
          UpdateExpression: 'SET #published = :true',
          ExpressionAttributeNames: { '#published': 'published' },
          ExpressionAttributeValues: { ':true': true },
        }),
      );
    },

    ...createAlertReader(deps),
  };
};
