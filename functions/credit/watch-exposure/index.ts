import * as z from 'zod';
import { createAwsLines, lineSettings } from '../../../shared/adapters/credit-lines.ts';
import { createSqsClient } from '../../../shared/adapters/sqs/client.ts';
import { creditMessage } from '../../../shared/adapters/sqs/commands.ts';
import { createQueueSender } from '../../../shared/adapters/sqs/queue.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueBatchHandler } from '../../../shared/lambda/queue.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    JOURNAL_TABLE_NAME: required,
    CREDIT_TABLE_NAME: required,
    RECEIVABLES_TABLE_NAME: required,
    CREDIT_COMMANDS_QUEUE_URL: required,
    SETTINGS: jsonOf(lineSettings),
  }),
);
const { desk, lines, rates } = createAwsLines(e, e.SETTINGS, clock);
const queueUrl = e.CREDIT_COMMANDS_QUEUE_URL;
const commands = createQueueSender({ client: createSqsClient(), queueUrl });

export const handler = queueBatchHandler(
  createHandler({ desk, lines, rates, begin: (command) => commands.send(creditMessage(command)) }),
  { log: createLogger({ function: 'watch-exposure' }) },
);
