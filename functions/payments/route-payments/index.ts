import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournal } from '../../../shared/adapters/dynamodb/journal.ts';
import { createLedgerReader } from '../../../shared/adapters/dynamodb/ledger.ts';
import { createPaymentNotes } from '../../../shared/adapters/dynamodb/payment-notes.ts';
import { createInputRejections } from '../../../shared/adapters/rejections/rejections.ts';
import { createAccountCommandSender } from '../../../shared/adapters/sqs/commands.ts';
import { createQueueSender } from '../../../shared/adapters/sqs/queue.ts';
import { createRejectedInputs } from '../../../shared/adapters/sqs/rejected-inputs.ts';
import { isZone } from '../../../shared/domain/calendar.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueHandler } from '../../../shared/lambda/queue.ts';
import { createHandler } from './handler.ts';

const settings = z.object({ bookZone: z.string().refine(isZone, 'expected an IANA zone') });
const e = env(
  z.object({
    RECEIVABLES_TABLE_NAME: required,
    JOURNAL_TABLE_NAME: required,
    ACCOUNT_COMMANDS_QUEUE_URL: required,
    REJECTED_INPUTS_QUEUE_URL: required,
    SETTINGS: jsonOf(settings),
  }),
);
const client = createDocumentClient();
const sqs = new SQSClient();
const queue = (queueUrl: string) => createQueueSender({ client: sqs, queueUrl });
const journal = createJournal({ client, tableName: e.JOURNAL_TABLE_NAME, clock });
const ledger = createLedgerReader({ client, receivablesTableName: e.RECEIVABLES_TABLE_NAME });
const rejected = createRejectedInputs(queue(e.REJECTED_INPUTS_QUEUE_URL));
const route = createHandler({
  ledger,
  parking: ledger,
  commands: createAccountCommandSender(queue(e.ACCOUNT_COMMANDS_QUEUE_URL)),
  notes: createPaymentNotes(journal),
  rejections: createInputRejections({ parked: rejected, journal, clock }),
  rejected,
  digest: sha256,
  bookZone: e.SETTINGS.bookZone,
});

export const handler = queueHandler(route, { log: createLogger() });
