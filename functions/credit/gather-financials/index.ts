import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createAwsGathering, gatheringVariables } from '../../../shared/adapters/gathering.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { applicationRequest } from '../../../statemachines/credit-approval/io.ts';
import { createHandler, financialsSettings } from './handler.ts';

const e = env(z.object({ ...gatheringVariables, SETTINGS: jsonOf(financialsSettings) }));
const client = createDocumentClient();

export const handler = taskHandler(
  applicationRequest,
  createHandler({ ...createAwsGathering({ client, variables: e }), clock, ...e.SETTINGS }),
  { log: createLogger({ function: 'gather-financials' }) },
);
