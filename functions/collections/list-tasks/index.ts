import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createTaskReader } from '../../../shared/adapters/dynamodb/tasks.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { createHandler } from './handler.ts';

const e = env(z.object({ COLLECTIONS_TABLE_NAME: required }));
const client = createDocumentClient();

export const handler = operatorHandler(
  createHandler({ tasks: createTaskReader({ client, tableName: e.COLLECTIONS_TABLE_NAME }) }),
  { log: createLogger({ function: 'list-tasks' }) },
);
