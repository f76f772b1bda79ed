import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournal } from '../../../shared/adapters/dynamodb/journal.ts';
import { createRejections } from '../../../shared/adapters/rejections/rejections.ts';
import { createAdmitted } from '../../../shared/adapters/sqs/admitted.ts';
import { createSqsClient } from '../../../shared/adapters/sqs/client.ts';
import { createQueueSender } from '../../../shared/adapters/sqs/queue.ts';
import { openingBalanceSettings } from '../../../shared/domain/inbound/opening.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueBatchHandler } from '../../../shared/lambda/queue.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    ACCOUNT_COMMANDS_QUEUE_URL: required,
    PARTY_COMMANDS_QUEUE_URL: required,
    PAYMENT_EVENTS_QUEUE_URL: required,
    CREDIT_COMMANDS_QUEUE_URL: required,
    CREDIT_SIGNALS_QUEUE_URL: required,
    REJECTED_INPUTS_QUEUE_URL: required,
    JOURNAL_TABLE_NAME: required,
    SETTINGS: jsonOf(z.object({ openingBalance: openingBalanceSettings })),
  }),
);
const tableName = e.JOURNAL_TABLE_NAME;
const client = createSqsClient();
const queue = (queueUrl: string) => createQueueSender({ client, queueUrl });
const journal = createJournal({ client: createDocumentClient(), tableName, clock });
const queueUrl = e.REJECTED_INPUTS_QUEUE_URL;
const { rejections } = createRejections({ client, queueUrl, journal, clock });
const admitted = createAdmitted({
  account: queue(e.ACCOUNT_COMMANDS_QUEUE_URL),
  party: queue(e.PARTY_COMMANDS_QUEUE_URL),
  payments: queue(e.PAYMENT_EVENTS_QUEUE_URL),
  credit: queue(e.CREDIT_COMMANDS_QUEUE_URL),
  lines: queue(e.CREDIT_SIGNALS_QUEUE_URL),
});
const handle = createHandler({ ...e.SETTINGS, admitted, rejections, digest: sha256, clock });

export const handler = queueBatchHandler(handle, {
  log: createLogger({ function: 'admit-events' }),
});
