import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createLineAgenda } from '../../../shared/adapters/dynamodb/credit-lines.ts';
import { createSweepStore } from '../../../shared/adapters/dynamodb/sweeps.ts';
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
    CREDIT_SIGNALS_QUEUE_URL: required,
    SETTINGS: jsonOf(z.object({ bookZone: required })),
  }),
);
const table = { client: createDocumentClient(), tableName: e.CREDIT_TABLE_NAME };

export const handler = taskHandler(
  z.unknown(),
  createHandler({
    sweeps: createSweepStore(table),
    agenda: createLineAgenda(table),
    signals: createQueueSender({ client: createSqsClient(), queueUrl: e.CREDIT_SIGNALS_QUEUE_URL }),
    zone: e.SETTINGS.bookZone,
    clock,
  }),
  { log: createLogger({ function: 'open-reviews' }) },
);
