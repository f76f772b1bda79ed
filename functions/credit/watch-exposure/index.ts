import * as z from 'zod';
import { createAwsLines, lineSettings } from '../../../shared/adapters/credit-lines.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createLineNews } from '../../../shared/adapters/dynamodb/line-news.ts';
import { createRejections } from '../../../shared/adapters/rejections/rejections.ts';
import { createSqsClient } from '../../../shared/adapters/sqs/client.ts';
import { creditMessage } from '../../../shared/adapters/sqs/commands.ts';
import { createQueueSender } from '../../../shared/adapters/sqs/queue.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueBatchHandler } from '../../../shared/lambda/queue.ts';
import { takeRate } from '../../../shared/services/credit/take-rate.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    JOURNAL_TABLE_NAME: required,
    CREDIT_TABLE_NAME: required,
    RECEIVABLES_TABLE_NAME: required,
    CREDIT_COMMANDS_QUEUE_URL: required,
    REJECTED_INPUTS_QUEUE_URL: required,
    SETTINGS: jsonOf(lineSettings),
  }),
);
const aws = createAwsLines(e, e.SETTINGS, clock);
const { journal, desk, lines, rates } = aws;
const client = createSqsClient();
const commands = createQueueSender({ client, queueUrl: e.CREDIT_COMMANDS_QUEUE_URL });
const parking = { client, queueUrl: e.REJECTED_INPUTS_QUEUE_URL };
const { rejections } = createRejections({ ...parking, journal, clock });
const rateDeps = { rates, settings: e.SETTINGS.creditLine };

export const handler = queueBatchHandler(
  createHandler({
    desk,
    lines,
    takeRate: (rate, confirmed) => takeRate(rateDeps, rate, confirmed),
    news: createLineNews({ client: aws.client, tableName: e.CREDIT_TABLE_NAME }),
    clock,
    rejections,
    sha256,
    begin: (command) => commands.send(creditMessage(command)),
  }),
  { log: createLogger({ function: 'watch-exposure' }) },
);
