import * as z from 'zod';
import { isZone } from '../domain/calendar.ts';
import { creditLineSettings } from '../domain/credit/line/settings.ts';
import type { Clock } from '../ports/clock.ts';
import { createLineDesk } from '../services/credit/line-desk.ts';
import { createDocumentClient } from './dynamodb/client.ts';
import { createCreditLines, createLineReader, createRateStore } from './dynamodb/credit-lines.ts';
import { createJournal } from './dynamodb/journal.ts';
import { createLedgerReader } from './dynamodb/ledger.ts';

/** The part of an environment's configuration that decisions about lines need. */
export const lineSettings = z.object({
  creditLine: creditLineSettings,
  bookZone: z.string().refine(isZone, 'expected an IANA time zone'),
});

type Tables = {
  readonly JOURNAL_TABLE_NAME: string;
  readonly CREDIT_TABLE_NAME: string;
  readonly RECEIVABLES_TABLE_NAME: string;
};

/** What a look at a line needs, for functions that change none. */
export const createAwsLineView = (
  tables: Tables,
  { creditLine, bookZone }: z.infer<typeof lineSettings>,
  clock: Clock,
) => {
  const client = createDocumentClient();
  const tableName = tables.CREDIT_TABLE_NAME;
  const journal = createJournal({ client, tableName: tables.JOURNAL_TABLE_NAME, clock });
  return {
    client,
    journal,
    lines: createLineReader({ client, tableName }),
    ledger: createLedgerReader({ client, receivablesTableName: tables.RECEIVABLES_TABLE_NAME }),
    rates: createRateStore({ client, tableName }),
    settings: creditLine,
    zone: bookZone,
    clock,
  };
};

/** What the functions that decide about lines of credit have in common, on AWS. */
export const createAwsLines = (
  tables: Tables,
  settings: z.infer<typeof lineSettings>,
  clock: Clock,
) => {
  const view = createAwsLineView(tables, settings, clock);
  const { client, journal, rates } = view;
  const lines = createCreditLines({ client, tableName: tables.CREDIT_TABLE_NAME, journal });
  return { client, journal, lines, rates, desk: createLineDesk({ ...view, lines }) };
};
