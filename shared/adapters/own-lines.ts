import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import type { Clock } from '../ports/clock.ts';
import { createOwnLines, type IsOwnLine } from '../services/credit/whose-line.ts';
import { type applicantDigestVariables, createApplicantDigests } from './applicant-digests.ts';
import { createApplicationReader } from './dynamodb/applications.ts';

/** Whose a line is, on AWS: by the application that its terms are of. */
export const createAwsOwnLines = (
  client: DynamoDBDocumentClient,
  variables: z.infer<z.ZodObject<typeof applicantDigestVariables>> & {
    readonly CREDIT_TABLE_NAME: string;
  },
  clock: Clock,
): IsOwnLine =>
  createOwnLines({
    applications: createApplicationReader({ client, tableName: variables.CREDIT_TABLE_NAME }),
    digestOf: createApplicantDigests(variables, clock),
  });
