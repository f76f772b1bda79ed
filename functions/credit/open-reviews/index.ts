import * as z from 'zod';
import { lineSettings } from '../../../shared/adapters/credit-lines.ts';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import {
  createLineAgenda,
  createLineReader,
} from '../../../shared/adapters/dynamodb/credit-lines.ts';
import { createLedgerReader } from '../../../shared/adapters/dynamodb/ledger.ts';
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
    RECEIVABLES_TABLE_NAME: required,
    CREDIT_SIGNALS_QUEUE_URL: required,
    SETTINGS: jsonOf(lineSettings),
  }),
);
const client = createDocumentClient();
const table = { client, tableName: e.CREDIT_TABLE_NAME };
const ledger = createLedgerReader({
  client,
  receivablesTableName: e.RECEIVABLES_TABLE_NAME,
});
const { holdFor, pastDueDays } = e.SETTINGS.creditLine;

export const handler = taskHandler(
  z.unknown(),
  createHandler({
    sweeps: createSweepStore(table),
    agenda: createLineAgenda(table),
    due: ledger.agenda,
    known: createLineReader(table).known,
    pastDueDays: holdFor.includes('past-due') ? pastDueDays : undefined,
    signals: createQueueSender({ client: createSqsClient(), queueUrl: e.CREDIT_SIGNALS_QUEUE_URL }),
    zone: e.SETTINGS.bookZone,
    clock,
  }),
  { log: createLogger({ function: 'open-reviews' }) },
);
