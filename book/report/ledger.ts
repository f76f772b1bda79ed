import { currencyOf } from '../../shared/domain/account.ts';
import type { BusinessDate, Instant } from '../../shared/domain/calendar.ts';
import {
  type Aging,
  agingOf,
  type Movement,
  movementsOf,
  openAsOf,
  totalsAsOf,
} from '../../shared/domain/ledger/asof.ts';
import {
  type InvoiceHistory,
  invoiceHistories,
} from '../../shared/domain/ledger/invoice-history.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import type { Totals } from '../../shared/ports/ledger.ts';
import { compareText, latestOf } from '../model.ts';

/** Where all accounts of one currency stand at the end of a day. */
export type Standing = {
  readonly currency: string;
  readonly totals: Totals;
  readonly aging: Aging;
};

/** The ledger as a report reads it: any day, all currencies in the order of their codes. */
export type Ledger = {
  readonly currencies: readonly string[];
  /** Documents and allocations that count for a later day are not in it. */
  readonly at: (date: BusinessDate) => readonly Standing[];
  readonly invoices: (currency: string) => readonly InvoiceHistory[];
  /** The last business date of anything, or the day given when that is later. */
  readonly lastDay: (least: BusinessDate) => BusinessDate;
};

const accountPrefix = 'account#';

/** Folds the account streams of a journal; with `knownAt`, what was recorded by then. */
export const ledgerOf = (journal: readonly JournalItem[], knownAt: Instant | undefined): Ledger => {
  const streams = Map.groupBy(
    journal.filter(({ streamId }) => streamId.startsWith(accountPrefix)),
    ({ streamId }) => streamId.slice(accountPrefix.length),
  );
  const accounts = [...streams].map(([accountId, items]) => ({
    currency: currencyOf(accountId),
    movements: movementsOf(items, knownAt),
  }));
  const byCurrency = Map.groupBy(
    accounts.filter(({ movements }) => movements.length > 0),
    ({ currency }) => currency,
  );
  const currencies = [...byCurrency.keys()].toSorted(compareText);
  const ledgersOf = (currency: string): readonly (readonly Movement[])[] =>
    (byCurrency.get(currency) ?? []).map(({ movements }) => movements);
  const known = new Map<BusinessDate, readonly Standing[]>();
  return {
    currencies,
    at: (date) => {
      const standings =
        known.get(date) ??
        currencies.map((currency) => standingOf(currency, ledgersOf(currency), date));
      known.set(date, standings);
      return standings;
    },
    invoices: (currency) => ledgersOf(currency).flatMap(invoiceHistories),
    lastDay: (least) =>
      latestOf(
        accounts.flatMap(({ movements }) => movements.map(({ on }) => on)),
        least,
      ),
  };
};

const standingOf = (
  currency: string,
  ledgers: readonly (readonly Movement[])[],
  date: BusinessDate,
): Standing => ({
  currency,
  totals: totalsAsOf(ledgers.flat(), date),
  aging: agingOf(
    ledgers.flatMap((movements) => openAsOf(movements, date)),
    date,
  ),
});
