import * as z from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { PartyStore } from '../ports/contact.ts';
import { createDocumentClient } from './dynamodb/client.ts';
import { createJournal } from './dynamodb/journal.ts';
import { createPartyStore } from './dynamodb/parties.ts';

const tableName = z.string().min(1);

/** Environment variables of every function that writes parties. */
export const partyVariables = z.object({
  JOURNAL_TABLE_NAME: tableName,
  CONTACT_TABLE_NAME: tableName,
});

/** The parties on AWS, and the clock that their journal goes by. */
export const createAwsParties = (
  tables: z.infer<typeof partyVariables>,
  clock: Clock,
): { readonly store: PartyStore; readonly clock: Clock } => {
  const client = createDocumentClient();
  const journal = createJournal({ client, tableName: tables.JOURNAL_TABLE_NAME, clock });
  return {
    store: createPartyStore({ client, tableName: tables.CONTACT_TABLE_NAME, journal }),
    clock,
  };
};
