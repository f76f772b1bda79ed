import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createHasEnded, type HasEnded } from '../services/credit/has-ended.ts';
import { createApplicationReader } from './dynamodb/applications.ts';

/** Whether an application has ended, for functions that otherwise look at lines. */
export const createAwsHasEnded = (
  client: DynamoDBDocumentClient,
  { CREDIT_TABLE_NAME: tableName }: { readonly CREDIT_TABLE_NAME: string },
): HasEnded => createHasEnded(createApplicationReader({ client, tableName }));
