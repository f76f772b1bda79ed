import * as z from 'zod';
import { createAwsCollections } from '../../../shared/adapters/collections.ts';
import { createAwsMessenger, messengerVariables } from '../../../shared/adapters/messenger.ts';
import { createSqsClient } from '../../../shared/adapters/sqs/client.ts';
import { createStepQueue } from '../../../shared/adapters/sqs/step-queue.ts';
import { createMachineClient } from '../../../shared/adapters/stepfunctions/client.ts';
import { createStepAnswers } from '../../../shared/adapters/stepfunctions/collection-machine.ts';
import { chasingSettings, surveyTables } from '../../../shared/domain/collections/settings.ts';
import { contactSettings } from '../../../shared/domain/contact/settings.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueBatchHandler } from '../../../shared/lambda/queue.ts';
import { createHandler } from './handler.ts';

const variables = {
  ...surveyTables,
  ...messengerVariables,
  JOURNAL_TABLE_NAME: required,
  STEPS_QUEUE_URL: required,
  SETTINGS: jsonOf(z.intersection(chasingSettings, contactSettings)),
};
const e = env(z.object(variables));
const { overdueThresholdMinor: thresholds } = e.SETTINGS;
const { survey, cases, ...aws } = createAwsCollections(e, e.SETTINGS, clock);
const messenger = createAwsMessenger({ ...aws, clock, variables: e, settings: e.SETTINGS });
const queue = createStepQueue({ client: createSqsClient(), queueUrl: e.STEPS_QUEUE_URL });
const machine = createStepAnswers({ client: createMachineClient() });

export const handler = queueBatchHandler(
  createHandler({ ...survey, cases, messenger, thresholds, machine, queue, clock }),
  { log: createLogger({ function: 'perform-step' }) },
);
