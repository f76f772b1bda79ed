import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { AlertStore, AlertTopics } from '../ports/alerts.ts';
import type { Clock } from '../ports/clock.ts';
import { createAlertStore } from './dynamodb/alerts.ts';
import { createDocumentClient } from './dynamodb/client.ts';
import { createJournal } from './dynamodb/journal.ts';
import { createAlertTopics } from './sns/alert-topics.ts';
import { createTopicClient } from './sns/client.ts';

const required = z.string().min(1);

/** Where alerts are kept and told. */
export const topicVariables = z.object({
  JOURNAL_TABLE_NAME: required,
  ALERTS_TABLE_NAME: required,
  ALERTS_INFO_TOPIC_ARN: required,
  ALERTS_WARNING_TOPIC_ARN: required,
  ALERTS_CRITICAL_TOPIC_ARN: required,
});

/** What functions that raise alerts have in common. */
export const createAwsAlerts = (
  variables: z.infer<typeof topicVariables>,
  clock: Clock,
): {
  readonly client: DynamoDBDocumentClient;
  readonly store: AlertStore;
  readonly topics: AlertTopics;
} => {
  const client = createDocumentClient();
  const journal = createJournal({ client, tableName: variables.JOURNAL_TABLE_NAME, clock });
  return {
    client,
    store: createAlertStore({ client, tableName: variables.ALERTS_TABLE_NAME, journal }),
    topics: createAlertTopics({
      client: createTopicClient(),
      topicArns: {
        info: variables.ALERTS_INFO_TOPIC_ARN,
        warning: variables.ALERTS_WARNING_TOPIC_ARN,
        critical: variables.ALERTS_CRITICAL_TOPIC_ARN,
      },
    }),
  };
};
