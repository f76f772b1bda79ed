import * as z from 'zod';
import { policyOf } from '../../../credit-policies/catalogue.ts';
import {
  applicationVariables,
  createAwsApplications,
} from '../../../shared/adapters/applications.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { applicationRequest } from '../../../statemachines/credit-approval/io.ts';
import { createHandler } from './handler.ts';

const settings = z.object({ bookZone: z.string() });
const e = env(z.object({ ...applicationVariables, SETTINGS: jsonOf(settings) }));
const { applications } = createAwsApplications(e, clock);
const { bookZone } = e.SETTINGS;

export const handler = taskHandler(
  applicationRequest,
  createHandler({ applications, policyOf, bookZone, clock }),
  { log: createLogger({ function: 'plan-application' }) },
);
