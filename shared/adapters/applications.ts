import * as z from 'zod';
import type { ApplicationStore } from '../ports/applications.ts';
import type { Clock } from '../ports/clock.ts';
import { createApplicationStore } from './dynamodb/applications.ts';
import { createDocumentClient } from './dynamodb/client.ts';
import { createJournal, type Journal } from './dynamodb/journal.ts';

const required = z.string().min(1);

/** Environment variables of every function that writes applications. */
export const applicationVariables = {
  JOURNAL_TABLE_NAME: required,
  CREDIT_TABLE_NAME: required,
} as const;

type Variables = z.infer<z.ZodObject<typeof applicationVariables>>;

/** Applications and their journal, on AWS. */
export const createAwsApplications = (
  variables: Variables,
  clock: Clock,
): {
  readonly client: ReturnType<typeof createDocumentClient>;
  readonly journal: Journal;
  readonly applications: ApplicationStore;
} => {
  const client = createDocumentClient();
  const journal = createJournal({ client, tableName: variables.JOURNAL_TABLE_NAME, clock });
  const tableName = variables.CREDIT_TABLE_NAME;
  return { client, journal, applications: createApplicationStore({ client, tableName, journal }) };
};
