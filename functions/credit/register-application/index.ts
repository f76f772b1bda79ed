import * as z from 'zod';
import {
  applicantDigestVariables,
  createApplicantDigests,
} from '../../../shared/adapters/applicant-digests.ts';
import {
  applicationVariables,
  createAwsApplications,
} from '../../../shared/adapters/applications.ts';
import { createLineReader } from '../../../shared/adapters/dynamodb/credit-lines.ts';
import { createRejections } from '../../../shared/adapters/rejections/rejections.ts';
import { createSqsClient } from '../../../shared/adapters/sqs/client.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueHandler } from '../../../shared/lambda/queue.ts';
import { createHandler } from './handler.ts';

const settings = z.object({ bookZone: z.string() });
const e = env(
  z.object({
    ...applicationVariables,
    ...applicantDigestVariables,
    REJECTED_INPUTS_QUEUE_URL: required,
    SETTINGS: jsonOf(settings),
  }),
);
const { client: tables, journal, applications } = createAwsApplications(e, clock);
const lines = createLineReader({ client: tables, tableName: e.CREDIT_TABLE_NAME });
const digestOf = createApplicantDigests(e, clock);
const client = createSqsClient();
const queueUrl = e.REJECTED_INPUTS_QUEUE_URL;
const { rejections } = createRejections({ client, queueUrl, journal, clock });

export const handler = queueHandler(
  createHandler({ ...e.SETTINGS, applications, lines, rejections, digestOf, clock }),
  { log: createLogger({ function: 'register-application' }) },
);
