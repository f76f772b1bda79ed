import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../ports/clock.ts';
import type { Ledger, LedgerReader, Parking } from '../../ports/ledger.ts';
import { createParking } from '../ledger/parking.ts';
import { createLedger as createLedgerOver } from '../ledger/post.ts';
import { createLedgerReader as createReaderOver } from '../ledger/reader.ts';
import { createLedgerStore } from '../ledger/store.ts';
import type { LedgerTable } from '../ledger/table.ts';
import { createJournal, type Journal } from './journal.ts';
import { createLedgerTable } from './ledger-table.ts';

/** For readers there is no journal: a commit through this table is a bug. */
const readOnly: Pick<Journal, 'commit'> = {
  commit: () => Promise.reject(new TypeError('this ledger table is read only')),
};

type Table = {
  readonly client: DynamoDBDocumentClient;
  readonly receivablesTableName: string;
};

const readersOf = (table: LedgerTable): LedgerReader & Parking => {
  const reader = createReaderOver(table);
  return { ...reader, ...createParking(table, reader) };
};

/** The ledger with its readers, over both tables. */
export const createLedger = (
  deps: Table & { readonly journalTableName: string; readonly clock: Clock },
): Ledger & LedgerReader & Parking => {
  const { client, clock } = deps;
  const journal = createJournal({ client, tableName: deps.journalTableName, clock });
  const table = createLedgerTable({ client, tableName: deps.receivablesTableName, journal });
  return { ...createLedgerOver(createLedgerStore(table)), ...readersOf(table) };
};

/** Reads and parking need the Receivables table only. */
export const createLedgerReader = (deps: Table): LedgerReader & Parking => {
  const { client, receivablesTableName: tableName } = deps;
  return readersOf(createLedgerTable({ client, tableName, journal: readOnly }));
};
