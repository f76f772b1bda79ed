import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createAwsGathering, gatheringVariables } from '../../../shared/adapters/gathering.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { applicationRequest } from '../../../statemachines/credit-approval/io.ts';
import { createHandler } from './handler.ts';

const variables = env(z.object(gatheringVariables));
const client = createDocumentClient();

export const handler = taskHandler(
  applicationRequest,
  createHandler({ ...createAwsGathering({ client, variables }), clock }),
  { log: createLogger({ function: 'gather-financials' }) },
);
