import * as z from 'zod';
import { createAlertStore } from '../../../shared/adapters/dynamodb/alerts.ts';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createJournal } from '../../../shared/adapters/dynamodb/journal.ts';
import { createAlertTopics } from '../../../shared/adapters/sns/alert-topics.ts';
import { createTopicClient } from '../../../shared/adapters/sns/client.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueHandler } from '../../../shared/lambda/queue.ts';
import { createHandler } from './handler.ts';

const tables = z.object({ JOURNAL_TABLE_NAME: required, ALERTS_TABLE_NAME: required });
const e = env(
  tables.extend({
    ALERTS_INFO_TOPIC_ARN: required,
    ALERTS_WARNING_TOPIC_ARN: required,
    ALERTS_CRITICAL_TOPIC_ARN: required,
  }),
);
const client = createDocumentClient();
const journal = createJournal({ client, tableName: e.JOURNAL_TABLE_NAME, clock });
const store = createAlertStore({ client, tableName: e.ALERTS_TABLE_NAME, journal });
const topics = createAlertTopics({
  client: createTopicClient(),
  topicArns: {
    info: e.ALERTS_INFO_TOPIC_ARN,
    warning: e.ALERTS_WARNING_TOPIC_ARN,
    critical: e.ALERTS_CRITICAL_TOPIC_ARN,
  },
});

export const handler = queueHandler(createHandler({ store, topics, clock }), {
  log: createLogger({ function: 'raise-alerts' }),
});
