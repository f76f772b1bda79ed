import * as z from 'zod';
import {
  createAwsLines,
  lineSettings,
  lineVariables,
} from '../../../shared/adapters/credit-lines.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createAwsHasEnded } from '../../../shared/adapters/has-ended.ts';
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

const queues = { CREDIT_COMMANDS_QUEUE_URL: required, REJECTED_INPUTS_QUEUE_URL: required };
const e = env(z.object({ ...lineVariables, ...queues, SETTINGS: jsonOf(lineSettings) }));
const { journal, desk, lines, news, rates } = createAwsLines(e, e.SETTINGS, clock, (on) =>
  createAwsHasEnded(on, e),
);
const client = createSqsClient();
const commands = createQueueSender({ client, queueUrl: e.CREDIT_COMMANDS_QUEUE_URL });
const parking = { client, queueUrl: e.REJECTED_INPUTS_QUEUE_URL };
const { rejections } = createRejections({ ...parking, journal, clock });
const room = { desk, lines, news, rejections, sha256, clock };
const rateDeps = { rates, settings: e.SETTINGS.creditLine };

export const handler = queueBatchHandler(
  createHandler({
    ...room,
    takeRate: (rate, confirmed) => takeRate(rateDeps, rate, confirmed),
    begin: (command) => commands.send(creditMessage(command)),
  }),
  { log: createLogger({ function: 'watch-exposure' }) },
);
