import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createHeardOf, type HeardOf } from '../services/credit/heard-of.ts';
import { createApplicationReader } from './dynamodb/applications.ts';
import { createLineNews } from './dynamodb/line-news.ts';

/** What bureaus told of an applicant, on AWS. Queries the items of applicants and of lines. */
export const createAwsHeardOf = (client: DynamoDBDocumentClient, tableName: string): HeardOf =>
  createHeardOf({
    applications: createApplicationReader({ client, tableName }),
    news: createLineNews({ client, tableName }),
  });
