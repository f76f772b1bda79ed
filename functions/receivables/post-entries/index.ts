import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createLedger, createLedgerReader } from '../../../shared/adapters/dynamodb/ledger.ts';
import { createAccountCommandSender } from '../../../shared/adapters/sqs/commands.ts';
import { createQueueSender } from '../../../shared/adapters/sqs/queue.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueHandler } from '../../../shared/lambda/queue.ts';
import { createHandler } from './handler.ts';

const names = z.enum([
  'JOURNAL_TABLE_NAME',
  'RECEIVABLES_TABLE_NAME',
  'ACCOUNT_COMMANDS_QUEUE_URL',
]);
const e = env(z.record(names, required));
const tables = {
  client: createDocumentClient(),
  receivablesTableName: e.RECEIVABLES_TABLE_NAME,
  journalTableName: e.JOURNAL_TABLE_NAME,
};
const queue = { client: new SQSClient(), queueUrl: e.ACCOUNT_COMMANDS_QUEUE_URL };
const commands = createAccountCommandSender(createQueueSender(queue));
const ports = {
  ledger: createLedger({ ...tables, clock }),
  parking: createLedgerReader(tables),
  commands,
};
export const handler = queueHandler(createHandler(ports), { log: createLogger() });
