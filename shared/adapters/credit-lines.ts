import * as z from 'zod';
import { isZone } from '../domain/calendar.ts';
import { creditLineSettings } from '../domain/credit/line/settings.ts';
import type { Clock } from '../ports/clock.ts';
import { createLineDesk } from '../services/credit/line-desk.ts';
import { createDocumentClient } from './dynamodb/client.ts';
import { createCreditLines, createRateStore } from './dynamodb/credit-lines.ts';
import { createJournal } from './dynamodb/journal.ts';
import { createLedgerReader } from './dynamodb/ledger.ts';

/** The part of an environment's configuration that decisions about lines need. */
export const lineSettings = z.object({
  creditLine: creditLineSettings,
  bookZone: z.string().refine(isZone, 'expected an IANA time zone'),
});

/** What the functions that decide about lines of credit have in common, on AWS. */
export const createAwsLines = (
  tables: {
    readonly JOURNAL_TABLE_NAME: string;
    readonly CREDIT_TABLE_NAME: string;
    readonly RECEIVABLES_TABLE_NAME: string;
  },
  settings: z.infer<typeof lineSettings>,
  clock: Clock,
) => {
  const client = createDocumentClient();
  const tableName = tables.CREDIT_TABLE_NAME;
  const journal = createJournal({ client, tableName: tables.JOURNAL_TABLE_NAME, clock });
  const lines = createCreditLines({ client, tableName, journal });
  const rates = createRateStore({ client, tableName });
  const desk = createLineDesk({
    lines,
    ledger: createLedgerReader({ client, receivablesTableName: tables.RECEIVABLES_TABLE_NAME }),
    journal,
    rates,
    settings: settings.creditLine,
    zone: settings.bookZone,
    clock,
  });
  return { client, journal, lines, rates, desk };
};
