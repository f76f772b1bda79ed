import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { isZone } from '../domain/calendar.ts';
import { creditLineSettings } from '../domain/credit/line/settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { HasEnded } from '../services/credit/has-ended.ts';
import { createLineDesk } from '../services/credit/line-desk.ts';
import { createDocumentClient } from './dynamodb/client.ts';
import {
  createCreditLines,
  createLineAgenda,
  createLineReader,
  createRateStore,
} from './dynamodb/credit-lines.ts';
import { createJournal } from './dynamodb/journal.ts';
import { createLedgerReader } from './dynamodb/ledger.ts';
import { createLineNews } from './dynamodb/line-news.ts';
import { createSweepStore } from './dynamodb/sweeps.ts';

/** The part of an environment's configuration that decisions about lines need. */
export const lineSettings = z.object({
  creditLine: creditLineSettings,
  bookZone: z.string().refine(isZone, 'expected an IANA time zone'),
});

const required = z.string().min(1);

/** Names of the tables that every function needs which looks at lines. */
export const lineVariables = {
  JOURNAL_TABLE_NAME: required,
  CREDIT_TABLE_NAME: required,
  RECEIVABLES_TABLE_NAME: required,
} as const;

type Tables = Readonly<Record<keyof typeof lineVariables, string>>;

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
  endsIn?: (client: DynamoDBDocumentClient) => HasEnded,
) => {
  const view = createAwsLineView(tables, settings, clock);
  const { client, journal, rates } = view;
  const lines = createCreditLines({ client, tableName: tables.CREDIT_TABLE_NAME, journal });
  const news = createLineNews({ client, tableName: tables.CREDIT_TABLE_NAME });
  const ends = endsIn === undefined ? {} : { hasEnded: endsIn(client) };
  return { client, journal, lines, news, rates, desk: createLineDesk({ ...view, lines, ...ends }) };
};

/** What the daily sweep reads: the agenda of lines, and what of the ledger is past due by now. */
export const createAwsLineAgenda = (
  tables: Omit<Tables, 'JOURNAL_TABLE_NAME'>,
  { creditLine: { holdFor, pastDueDays } }: Pick<z.infer<typeof lineSettings>, 'creditLine'>,
) => {
  const client = createDocumentClient();
  const table = { client, tableName: tables.CREDIT_TABLE_NAME };
  const receivablesTableName = tables.RECEIVABLES_TABLE_NAME;
  return {
    sweeps: createSweepStore(table),
    agenda: createLineAgenda(table),
    due: createLedgerReader({ client, receivablesTableName }).agenda,
    known: createLineReader(table).known,
    pastDueDays: holdFor.includes('past-due') ? pastDueDays : undefined,
  };
};
