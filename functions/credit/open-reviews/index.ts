import * as z from 'zod';
import { createAwsLineAgenda, lineSettings } from '../../../shared/adapters/credit-lines.ts';
import { createSqsClient } from '../../../shared/adapters/sqs/client.ts';
import { createQueueSender } from '../../../shared/adapters/sqs/queue.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    CREDIT_TABLE_NAME: required,
    RECEIVABLES_TABLE_NAME: required,
    CREDIT_SIGNALS_QUEUE_URL: required,
    SETTINGS: jsonOf(lineSettings),
  }),
);
const reads = createAwsLineAgenda(e, e.SETTINGS);
const queueUrl = e.CREDIT_SIGNALS_QUEUE_URL;
const signals = createQueueSender({ client: createSqsClient(), queueUrl });

export const handler = taskHandler(
  z.unknown(),
  createHandler({ ...reads, signals, zone: e.SETTINGS.bookZone, clock }),
  { log: createLogger({ function: 'open-reviews' }) },
);
