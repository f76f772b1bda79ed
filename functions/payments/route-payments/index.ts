import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournal } from '../../../shared/adapters/dynamodb/journal.ts';
import { createLedgerReader } from '../../../shared/adapters/dynamodb/ledger.ts';
import { createPaymentNotes } from '../../../shared/adapters/dynamodb/payment-notes.ts';
import { createRejections } from '../../../shared/adapters/rejections/rejections.ts';
import { createSqsClient } from '../../../shared/adapters/sqs/client.ts';
import { createAccountCommandSender } from '../../../shared/adapters/sqs/commands.ts';
import { createQueueSender } from '../../../shared/adapters/sqs/queue.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueHandler } from '../../../shared/lambda/queue.ts';
import { createHandler, settings } from './handler.ts';

const tables = z.object({ RECEIVABLES_TABLE_NAME: required, JOURNAL_TABLE_NAME: required });
const queues = { ACCOUNT_COMMANDS_QUEUE_URL: required, REJECTED_INPUTS_QUEUE_URL: required };
const e = env(tables.extend({ ...queues, SETTINGS: jsonOf(settings) }));
const client = createDocumentClient();
const sqs = createSqsClient();
const journal = createJournal({ client, tableName: e.JOURNAL_TABLE_NAME, clock });
const ledger = createLedgerReader({ client, receivablesTableName: e.RECEIVABLES_TABLE_NAME });
const commands = createQueueSender({ client: sqs, queueUrl: e.ACCOUNT_COMMANDS_QUEUE_URL });

export const handler = queueHandler(
  createHandler({
    ledger,
    parking: ledger,
    commands: createAccountCommandSender(commands),
    notes: createPaymentNotes(journal),
    ...createRejections({ client: sqs, queueUrl: e.REJECTED_INPUTS_QUEUE_URL, journal, clock }),
    digest: sha256,
    ...e.SETTINGS,
  }),
  { log: createLogger({ function: 'route-payments' }) },
);
