import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournal } from '../../../shared/adapters/dynamodb/journal.ts';
import { createLedger } from '../../../shared/adapters/dynamodb/ledger.ts';
import { createRejections } from '../../../shared/adapters/rejections/rejections.ts';
import { createSqsClient } from '../../../shared/adapters/sqs/client.ts';
import { createAccountCommandSender } from '../../../shared/adapters/sqs/commands.ts';
import { createQueueSender } from '../../../shared/adapters/sqs/queue.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueHandler } from '../../../shared/lambda/queue.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    JOURNAL_TABLE_NAME: required,
    RECEIVABLES_TABLE_NAME: required,
    ACCOUNT_COMMANDS_QUEUE_URL: required,
    REJECTED_INPUTS_QUEUE_URL: required,
  }),
);
const client = createDocumentClient();
const sqs = createSqsClient();
const journal = createJournal({ client, tableName: e.JOURNAL_TABLE_NAME, clock });
const ledger = createLedger({
  client,
  clock,
  journalTableName: e.JOURNAL_TABLE_NAME,
  receivablesTableName: e.RECEIVABLES_TABLE_NAME,
});
const queue = { client: sqs, queueUrl: e.ACCOUNT_COMMANDS_QUEUE_URL };
const commands = createAccountCommandSender(createQueueSender(queue));
const log = createLogger({ function: 'post-entries' });
const rejected = { client: sqs, queueUrl: e.REJECTED_INPUTS_QUEUE_URL, journal, clock };
const { rejections } = createRejections(rejected);
const deps = { ledger, parking: ledger, commands, rejections, digest: sha256 };
export const handler = queueHandler(createHandler(deps), { log });
