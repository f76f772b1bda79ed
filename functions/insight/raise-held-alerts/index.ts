import { createAwsAlerts, topicVariables } from '../../../shared/adapters/alerts.ts';
import { createLedgerReader } from '../../../shared/adapters/dynamodb/ledger.ts';
import { createSqsClient } from '../../../shared/adapters/sqs/client.ts';
import { createStepQueue } from '../../../shared/adapters/sqs/step-queue.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueBatchHandler } from '../../../shared/lambda/queue.ts';
import { createHandler, settings } from './handler.ts';

const e = env(
  topicVariables.extend({
    RECEIVABLES_TABLE_NAME: required,
    HELD_ALERTS_QUEUE_URL: required,
    SETTINGS: jsonOf(settings),
  }),
);
const { client, store, topics } = createAwsAlerts(e, clock);
const ledger = createLedgerReader({ client, receivablesTableName: e.RECEIVABLES_TABLE_NAME });
const queue = createStepQueue({ client: createSqsClient(), queueUrl: e.HELD_ALERTS_QUEUE_URL });

export const handler = queueBatchHandler(
  createHandler({ store, topics, clock, ledger, queue, settings: e.SETTINGS }),
  { log: createLogger({ function: 'raise-held-alerts' }) },
);
