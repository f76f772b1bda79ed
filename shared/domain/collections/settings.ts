import * as z from 'zod';
import { sendingSettings } from '../contact/settings.ts';

const version = z.int().positive();

/** The part of an environment's configuration that every function of collections needs. */
export const collectionSettings = sendingSettings.extend({
  strategy: z.object({ name: z.string().min(1), version }),
  contactRules: z.object({ name: z.string().min(1), version }),
});

/** What the functions need besides that tell people about large overdue amounts. */
export const chasingSettings = collectionSettings.extend({
  overdueThresholdMinor: z.object({
    default: z.int().positive(),
    byCurrency: z.record(z.string().regex(/^[A-Z]{3}$/), z.int().positive()),
  }),
});

export type ChasingSettings = z.infer<typeof chasingSettings>;

const tableName = z.string().min(1);

/** Environment variables of every function that surveys an account. */
export const surveyTables = {
  COLLECTIONS_TABLE_NAME: tableName,
  RECEIVABLES_TABLE_NAME: tableName,
  CONTACT_TABLE_NAME: tableName,
} as const;
