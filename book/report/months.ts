import { addDays, type BusinessDate, daysBetween } from '../../shared/domain/calendar.ts';
import {
  averageDaysDelinquent,
  bestPossibleDso,
  collectionEffectiveness,
  dso,
} from '../../shared/domain/kpi/sales-outstanding.ts';
import type { Ledger, Standing } from './ledger.ts';
import type { MonthFigures } from './schema.ts';
import { firstDayOf, lastDayOf, monthsBetween } from './series.ts';

/**
 * DSO, best possible DSO, ADD and CEI of every calendar month touched. Sales are what the month
 * added to the issued amount; a month without sales has no DSO. The last month of a run counts
 * whole, although the run may end within it.
 */
export const monthFigures = (
  ledger: Ledger,
  from: BusinessDate,
  to: BusinessDate,
): MonthFigures[] =>
  monthsBetween(from, to).flatMap((month) => {
    const first = firstDayOf(month);
    const last = lastDayOf(month);
    const opening = ledger.at(addDays(first, -1));
    const closing = ledger.at(last);
    return closing.map((end, index) =>
      figuresOf(month, daysBetween(first, last) + 1, opening[index], end),
    );
  });

const figuresOf = (
  month: string,
  days: number,
  begin: Standing | undefined,
  end: Standing,
): MonthFigures => {
  const openMinor = end.totals.openMinor;
  const currentMinor = end.aging.current;
  const salesMinor = end.totals.issuedMinor - (begin?.totals.issuedMinor ?? 0);
  return {
    month,
    currency: end.currency,
    dso: rounded(dso(openMinor, salesMinor, days)),
    bestPossibleDso: rounded(bestPossibleDso(currentMinor, salesMinor, days)),
    add: rounded(averageDaysDelinquent(openMinor, currentMinor, salesMinor, days)),
    cei: rounded(
      collectionEffectiveness({
        receivablesAtStartMinor: begin?.totals.openMinor ?? 0,
        salesMinor,
        receivablesAtEndMinor: openMinor,
        currentAtEndMinor: currentMinor,
      }),
    ),
  };
};

/** Four decimals: enough to compare, few enough to read. */
export const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 1e4) / 1e4;
