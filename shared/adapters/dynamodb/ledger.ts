import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../ports/clock.ts';
import type { Ledger, LedgerReader, Parking } from '../../ports/ledger.ts';
import { createParking } from '../ledger/parking.ts';
import { createLedger as createLedgerOver } from '../ledger/post.ts';
import { createLedgerReader as createReaderOver } from '../ledger/reader.ts';
import { createLedgerStore } from '../ledger/store.ts';
import { createJournal, type Journal } from './journal.ts';
import { createLedgerTable } from './ledger-table.ts';

/** For readers there is no journal: a commit through this table is a bug. */
const readOnly: Pick<Journal, 'commit'> = {
  commit: () => Promise.reject(new TypeError('this ledger table is read only')),
};

export const createLedger = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly receivablesTableName: string;
  readonly journalTableName: string;
  readonly clock: Clock;
}): Ledger => {
  const { client, clock } = deps;
  const journal = createJournal({ client, tableName: deps.journalTableName, clock });
  const table = createLedgerTable({ client, tableName: deps.receivablesTableName, journal });
  return createLedgerOver(createLedgerStore(table));
};

/** Reads and parking need the Receivables table only. */
export const createLedgerReader = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly receivablesTableName: string;
}): LedgerReader & Parking => {
  const table = createLedgerTable({
    client: deps.client,
    tableName: deps.receivablesTableName,
    journal: readOnly,
  });
  const reader = createReaderOver(table);
  return { ...reader, ...createParking(table, reader) };
};
