import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createLedger } from '../../../shared/adapters/dynamodb/ledger.ts';
import { createSqsClient } from '../../../shared/adapters/sqs/client.ts';
import { createAccountCommandSender } from '../../../shared/adapters/sqs/commands.ts';
import { createQueueSender } from '../../../shared/adapters/sqs/queue.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { createHandler, settings } from './handler.ts';

const e = env(
  z.object({
    JOURNAL_TABLE_NAME: required,
    RECEIVABLES_TABLE_NAME: required,
    ACCOUNT_COMMANDS_QUEUE_URL: required,
    SETTINGS: jsonOf(settings),
  }),
);
const ledger = createLedger({
  client: createDocumentClient(),
  clock,
  journalTableName: e.JOURNAL_TABLE_NAME,
  receivablesTableName: e.RECEIVABLES_TABLE_NAME,
});
const queue = { client: createSqsClient(), queueUrl: e.ACCOUNT_COMMANDS_QUEUE_URL };
const commands = createAccountCommandSender(createQueueSender(queue));

export const handler = operatorHandler(createHandler({ ledger, commands, clock, ...e.SETTINGS }), {
  log: createLogger({ function: 'act-on-account' }),
});
