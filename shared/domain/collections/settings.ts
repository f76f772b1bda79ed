import * as z from 'zod';
import { riskClass } from '../../../events/credit-parts.ts';
import { sendingSettings } from '../contact/settings.ts';

const version = z.int().positive();
const named = z.object({ name: z.string().min(1), version });

/** The part of an environment's configuration that every function of collections needs. */
export const collectionSettings = sendingSettings.extend({
  strategy: named,
  contactRules: named,
});

/** What the functions need besides that tell people about large overdue amounts. */
export const chasingSettings = collectionSettings.extend({
  overdueThresholdMinor: z.object({
    default: z.int().positive(),
    byCurrency: z.record(z.string().regex(/^[A-Z]{3}$/), z.int().positive()),
  }),
});

/** What the function needs besides that opens cases. */
export const openingSettings = chasingSettings.extend({
  /** Instead of `strategy`, for customers whose line of credit is of that class. */
  strategyByRisk: z.partialRecord(riskClass, named),
});

export type OpeningSettings = z.infer<typeof openingSettings>;

const tableName = z.string().min(1);

/** Environment variables of every function that surveys an account. */
export const surveyTables = {
  COLLECTIONS_TABLE_NAME: tableName,
  RECEIVABLES_TABLE_NAME: tableName,
  CONTACT_TABLE_NAME: tableName,
} as const;
