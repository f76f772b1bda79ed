import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createHeardOf, type HeardOf } from '../services/credit/heard-of.ts';
import { createLineNews } from './dynamodb/line-news.ts';

/** What bureaus told of an applicant, on AWS. */
export const createAwsHeardOf = (client: DynamoDBDocumentClient, tableName: string): HeardOf =>
  createHeardOf({ news: createLineNews({ client, tableName }) });
