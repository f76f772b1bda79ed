import * as z from 'zod';
import { createAwsCollections } from '../../../shared/adapters/collections.ts';
import { createAwsMessenger } from '../../../shared/adapters/messenger.ts';
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
  JOURNAL_TABLE_NAME: required,
  MESSAGES_BUCKET_NAME: required,
  CONFIGURATION_SET_NAME: required,
  STEPS_QUEUE_URL: required,
  SETTINGS: jsonOf(z.intersection(chasingSettings, contactSettings)),
};
const e = env(z.object({ ...surveyTables, ...variables }));
const { overdueThresholdMinor: thresholds } = e.SETTINGS;
const { survey, cases, ...aws } = createAwsCollections(e, e.SETTINGS, clock);
const messenger = createAwsMessenger({
  ...aws,
  contactTableName: e.CONTACT_TABLE_NAME,
  messagesBucketName: e.MESSAGES_BUCKET_NAME,
  configurationSetName: e.CONFIGURATION_SET_NAME,
  settings: e.SETTINGS,
});
const queue = createStepQueue({ client: createSqsClient(), queueUrl: e.STEPS_QUEUE_URL });
const machine = createStepAnswers({ client: createMachineClient() });

export const handler = queueBatchHandler(
  createHandler({ ...survey, cases, messenger, thresholds, machine, queue, clock }),
  { log: createLogger({ function: 'perform-step' }) },
);
