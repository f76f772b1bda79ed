import * as z from 'zod';
import { applicationVariables } from '../../../shared/adapters/applications.ts';
import { createApplicationReader } from '../../../shared/adapters/dynamodb/applications.ts';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createJournalReader } from '../../../shared/adapters/dynamodb/journal-reader.ts';
import { env } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { createHandler } from './handler.ts';

const e = env(z.object(applicationVariables));
const client = createDocumentClient();
const applications = createApplicationReader({ client, tableName: e.CREDIT_TABLE_NAME });
const journal = createJournalReader({ client, tableName: e.JOURNAL_TABLE_NAME });

export const handler = operatorHandler(createHandler({ applications, journal }), {
  log: createLogger({ function: 'show-application' }),
});
