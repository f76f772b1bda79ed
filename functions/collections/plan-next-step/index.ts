import * as z from 'zod';
import { createAwsSurvey } from '../../../shared/adapters/collections.ts';
import { createCaseReader } from '../../../shared/adapters/dynamodb/cases.ts';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { collectionSettings, surveyTables } from '../../../shared/domain/collections/settings.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { planRequest } from '../../../statemachines/collection/io.ts';
import { createHandler } from './handler.ts';

const e = env(z.object({ ...surveyTables, SETTINGS: jsonOf(collectionSettings) }));
const client = createDocumentClient();

export const handler = taskHandler(
  planRequest,
  createHandler({
    ...createAwsSurvey({ client, tables: e, settings: e.SETTINGS }),
    cases: createCaseReader({ client, tableName: e.COLLECTIONS_TABLE_NAME }),
    clock,
  }),
  { log: createLogger({ function: 'plan-next-step' }) },
);
