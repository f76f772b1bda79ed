import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournal } from '../../../shared/adapters/dynamodb/journal.ts';
import { createRejections } from '../../../shared/adapters/rejections/rejections.ts';
import { admittedVariables, createAwsAdmitted } from '../../../shared/adapters/sqs/admitted.ts';
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
    ...admittedVariables,
    REJECTED_INPUTS_QUEUE_URL: required,
    JOURNAL_TABLE_NAME: required,
    SETTINGS: jsonOf(z.object({ openingBalance: openingBalanceSettings })),
  }),
);
const tableName = e.JOURNAL_TABLE_NAME;
const client = createSqsClient();
const journal = createJournal({ client: createDocumentClient(), tableName, clock });
const queueUrl = e.REJECTED_INPUTS_QUEUE_URL;
const { rejections } = createRejections({ client, queueUrl, journal, clock });
const admitted = createAwsAdmitted(e, (url) => createQueueSender({ client, queueUrl: url }));
const handle = createHandler({ ...e.SETTINGS, admitted, rejections, digest: sha256, clock });

export const handler = queueBatchHandler(handle, {
  log: createLogger({ function: 'admit-events' }),
});
