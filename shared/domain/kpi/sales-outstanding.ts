import { shareOf } from './ratio.ts';

/**
 * Days sales outstanding: receivables at the end of a period over its credit sales, times its
 * days. A period without sales has none; zero would read as "paid at once".
 */
export const dso = (receivablesMinor: number, salesMinor: number, days: number): number | null => {
  const share = shareOf(receivablesMinor, salesMinor);
  return share === null ? null : share * days;
};

/** The part of DSO that terms explain: receivables that are not past due, over sales, times days. */
export const bestPossibleDso = (
  currentReceivablesMinor: number,
  salesMinor: number,
  days: number,
): number | null => dso(currentReceivablesMinor, salesMinor, days);

/** Average days delinquent: DSO less best possible DSO. */
export const averageDaysDelinquent = (
  receivablesMinor: number,
  currentReceivablesMinor: number,
  salesMinor: number,
  days: number,
): number | null => dso(receivablesMinor - currentReceivablesMinor, salesMinor, days);

/**
 * Countback DSO: takes the receivables out of the latest sales, month by month. Months used up
 * count with all their days, the last one with the part that is left; a month without sales
 * takes its days and nothing else. Null when the months given do not use up the receivables.
 */
export const countbackDso = (
  receivablesMinor: number,
  latestFirst: readonly { readonly salesMinor: number; readonly days: number }[],
): number | null => {
  let left = receivablesMinor;
  let counted = 0;
  for (const { salesMinor, days } of latestFirst) {
    if (left <= 0) return counted;
    if (left <= salesMinor) return counted + (left / salesMinor) * days;
    left -= salesMinor;
    counted += days;
  }
  return left <= 0 ? counted : null;
};

/** Average days late of settled invoices, each with the weight of its amount; an early one counts 0. */
export const weightedDaysLate = (
  invoices: readonly { readonly amountMinor: number; readonly daysLate: number }[],
): number | null => {
  let late = 0;
  let amount = 0;
  for (const invoice of invoices) {
    late += invoice.amountMinor * invoice.daysLate;
    amount += invoice.amountMinor;
  }
  return shareOf(late, amount);
};

/**
 * Collection effectiveness index, percent: of what could be collected in a period, how much was.
 * Sales are those of the whole period. Sources that divide them by the number of months get
 * another figure.
 */
export const collectionEffectiveness = (period: {
  readonly receivablesAtStartMinor: number;
  readonly salesMinor: number;
  readonly receivablesAtEndMinor: number;
  readonly currentAtEndMinor: number;
}): number | null => {
  const charged = period.receivablesAtStartMinor + period.salesMinor;
  const share = shareOf(charged - period.receivablesAtEndMinor, charged - period.currentAtEndMinor);
  return share === null ? null : share * 100;
};
