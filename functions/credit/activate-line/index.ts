import * as z from 'zod';
import { policyOf } from '../../../credit-policies/catalogue.ts';
import {
  applicationVariables,
  createAwsApplications,
} from '../../../shared/adapters/applications.ts';
import { createAwsLines, lineSettings } from '../../../shared/adapters/credit-lines.ts';
import { createAwsNewsSince } from '../../../shared/adapters/news-since.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { applicationRequest } from '../../../statemachines/credit-approval/io.ts';
import { createHandler } from './handler.ts';

const variables = { ...applicationVariables, RECEIVABLES_TABLE_NAME: required };
const e = env(z.object({ ...variables, SETTINGS: jsonOf(lineSettings) }));
const { applications } = createAwsApplications(e, clock);
const { client, desk } = createAwsLines(e, e.SETTINGS, clock);
const { bookZone } = e.SETTINGS;
const newsSince = createAwsNewsSince(client, e, e.SETTINGS);

export const handler = taskHandler(
  applicationRequest,
  createHandler({ applications, desk, newsSince, policyOf, bookZone, clock }),
  { log: createLogger({ function: 'activate-line' }) },
);
