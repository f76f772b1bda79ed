import type { OpenInstalment, Totals } from '../../ports/ledger.ts';
import { currencyOf } from '../account.ts';
import { type BusinessDate, daysBetween } from '../calendar.ts';
import { bestPossibleDso, dso } from '../kpi/sales-outstanding.ts';
import { minorPerMajor } from '../money.ts';
import type { Figure } from './figures.ts';

/** Days past due, from the least to the most; the first holds what is not past due. */
export const agingBuckets = [
  { name: 'NotDue', from: Number.NEGATIVE_INFINITY },
  { name: 'Overdue1To30', from: 1 },
  { name: 'Overdue31To60', from: 31 },
  { name: 'Overdue61To90', from: 61 },
  { name: 'OverdueOver90', from: 91 },
] as const;

/** The book in one currency on one day; integer minor units. */
export type Measure = {
  readonly currency: string;
  readonly accounts: number;
  /** Since ever, adjustments included. */
  readonly issuedMinor: number;
  readonly unappliedMinor: number;
  /** What is open, by the place of its bucket in `agingBuckets`. */
  readonly agingMinor: readonly number[];
};

export type MeasuredAccount = {
  readonly accountId: string;
  readonly totals: Pick<Totals, 'issuedMinor' | 'unappliedMinor'>;
  readonly open: readonly Pick<OpenInstalment, 'dueOn' | 'openMinor'>[];
};

export const emptyMeasure = (currency: string): Measure => ({
  currency,
  accounts: 0,
  issuedMinor: 0,
  unappliedMinor: 0,
  agingMinor: agingBuckets.map(() => 0),
});

const bucketOf = (dueOn: BusinessDate, on: BusinessDate): number => {
  const late = daysBetween(dueOn, on);
  return agingBuckets.findLastIndex(({ from }) => late >= from);
};

/** The measure with one more account of its currency. */
export const withAccount = (
  measure: Measure,
  { accountId, totals, open }: MeasuredAccount,
  on: BusinessDate,
): Measure => {
  if (currencyOf(accountId) !== measure.currency) {
    throw new RangeError(`${accountId} is not in ${measure.currency}`);
  }
  const agingMinor = [...measure.agingMinor];
  for (const { dueOn, openMinor } of open) {
    const bucket = bucketOf(dueOn, on);
    agingMinor[bucket] = (agingMinor[bucket] ?? 0) + openMinor;
  }
  return {
    ...measure,
    accounts: measure.accounts + 1,
    issuedMinor: measure.issuedMinor + totals.issuedMinor,
    unappliedMinor: measure.unappliedMinor + totals.unappliedMinor,
    agingMinor,
  };
};

/** An earlier day, with what had been issued by then. */
export type Baseline = { readonly on: BusinessDate; readonly issuedMinor: number };

/** A shorter period would swing with every big invoice. */
export const shortestPeriodDays = 28;
export const longestPeriodDays = 90;

/**
 * What the dashboard shows, in major units. Days sales outstanding compares what is open with
 * what was issued since the baseline; without one that is old enough, or without sales, there are
 * none.
 */
export const figureOf = (
  measure: Measure,
  on: BusinessDate,
  baseline: Baseline | undefined,
): Figure => {
  const { currency, accounts, issuedMinor, unappliedMinor, agingMinor } = measure;
  const major = minorPerMajor(currency);
  const openMinor = agingMinor.reduce((sum, amount) => sum + amount, 0);
  const [notDueMinor = 0] = agingMinor;
  const days = baseline === undefined ? 0 : daysBetween(baseline.on, on);
  const salesMinor = days < shortestPeriodDays ? 0 : issuedMinor - (baseline?.issuedMinor ?? 0);
  const ratios = {
    DaysSalesOutstanding: dso(openMinor, salesMinor, days),
    BestPossibleDso: bestPossibleDso(notDueMinor, salesMinor, days),
  };
  return {
    dimensions: { Currency: currency },
    values: {
      Accounts: accounts,
      Open: openMinor / major,
      Overdue: (openMinor - notDueMinor) / major,
      Unapplied: unappliedMinor / major,
      ...Object.fromEntries(
        agingBuckets.map(({ name }, place) => [name, (agingMinor[place] ?? 0) / major]),
      ),
      ...Object.fromEntries(
        Object.entries(ratios).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
      ),
    },
  };
};
