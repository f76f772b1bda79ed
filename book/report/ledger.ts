import { type BusinessDate, daysBetween } from '../../shared/domain/calendar.ts';
import { invariant } from '../../shared/domain/errors.ts';
import { compareText } from '../model.ts';
import type { Entry, Movement } from './entries.ts';
import type { Aging, CurrencyFigures } from './schema.ts';

/** Where all accounts of one currency stand at the end of a day. */
export type Standing = Pick<
  CurrencyFigures,
  | 'issuedMinor'
  | 'paidMinor'
  | 'creditedMinor'
  | 'writtenOffMinor'
  | 'openMinor'
  | 'unappliedMinor'
  | 'refundedMinor'
  | 'receivedMinor'
> & { readonly currency: string; readonly aging: Aging };

/** The ledger as a report reads it: any day, all currencies in the order of their codes. */
export type Ledger = {
  readonly currencies: readonly string[];
  /** Documents and allocations that count for a later day are not in it. */
  readonly at: (date: BusinessDate) => readonly Standing[];
};

const bucketOf = (daysLate: number): keyof Aging =>
  daysLate <= 0
    ? 'current'
    : daysLate <= 30
      ? 'd1_30'
      : daysLate <= 60
        ? 'd31_60'
        : daysLate <= 90
          ? 'd61_90'
          : 'd91_plus';

export const ledgerOf = (entries: readonly Entry[]): Ledger => {
  const byCurrency = Map.groupBy(
    entries.toSorted((a, b) => compareText(a.effectiveOn, b.effectiveOn)),
    ({ currency }) => currency,
  );
  const currencies = [...byCurrency.keys()].toSorted(compareText);
  return {
    currencies,
    at: (date) =>
      currencies.map((currency) => standingOf(currency, byCurrency.get(currency) ?? [], date)),
  };
};

const standingOf = (currency: string, entries: readonly Entry[], date: BusinessDate): Standing => {
  const sums: Record<keyof Movement, number> = {
    issuedMinor: 0,
    paidMinor: 0,
    creditedMinor: 0,
    writtenOffMinor: 0,
    unappliedMinor: 0,
    refundedMinor: 0,
    receivedMinor: 0,
  };
  // Age depends on the due date alone, so instalments that share one can share a sum.
  const openByDueOn = new Map<BusinessDate, number>();
  for (const { effectiveOn, movement, open } of entries) {
    if (effectiveOn > date) break;
    for (const [key, amount] of Object.entries(movement)) sums[key as keyof Movement] += amount;
    for (const { dueOn, openMinor } of open) {
      openByDueOn.set(dueOn, (openByDueOn.get(dueOn) ?? 0) + openMinor);
    }
  }
  const aging = { current: 0, d1_30: 0, d31_60: 0, d61_90: 0, d91_plus: 0 };
  let openMinor = 0;
  for (const [dueOn, amount] of openByDueOn) {
    aging[bucketOf(daysBetween(dueOn, date))] += amount;
    openMinor += amount;
  }
  invariant(
    openMinor === sums.issuedMinor - sums.paidMinor - sums.creditedMinor - sums.writtenOffMinor,
    `open instalments of ${currency} add up to its balance on ${date}`,
  );
  return { currency, ...sums, openMinor, aging };
};
