import { addDays, type BusinessDate, daysBetween } from '../calendar.ts';

/** From that day until the next rate, in basis points a year: 1062 is 10.62 %. */
export type DatedRate = { readonly from: BusinessDate; readonly basisPoints: number };

/** Cash that lowers what interest is due on, from that day. */
export type Repayment = { readonly on: BusinessDate; readonly amountMinor: number };

export type InterestPeriod = {
  readonly from: BusinessDate;
  readonly days: number;
  readonly balanceMinor: number;
  readonly basisPoints: number;
  readonly interestMinor: number;
};

/** EU Directive 2011/7, articles 2(6) and 6(1): at least eight points over the reference rate, and 40 EUR. */
export const minimumEuRate = (referenceBasisPoints: number): number => referenceBasisPoints + 800;
export const euCompensationMinor = 4000;

const daysPerYear = 365n;
const basisPointsPerOne = 10_000n;

/** Half a minor unit and more is rounded up; exact, because the product outgrows a double. */
const interestOf = (balanceMinor: number, basisPoints: number, days: number): number => {
  const product = BigInt(balanceMinor) * BigInt(basisPoints) * BigInt(days);
  const divisor = daysPerYear * basisPointsPerOne;
  return Number((product * 2n + divisor) / (divisor * 2n));
};

const balanceOn = (principal: number, repayments: readonly Repayment[], on: BusinessDate): number =>
  repayments.reduce(
    (left, repayment) => (repayment.on <= on ? Math.max(0, left - repayment.amountMinor) : left),
    principal,
  );

/**
 * Simple interest for late payment on the reducing balance: one period for each stretch of days
 * in which neither rate nor balance changed, each rounded on its own, as an account shows them.
 * `from` is the first day late, `through` the last day that counts; days before the first rate
 * bear none.
 */
export const lateInterest = (debt: {
  readonly principalMinor: number;
  readonly from: BusinessDate;
  readonly through: BusinessDate;
  readonly rates: readonly DatedRate[];
  readonly repayments?: readonly Repayment[];
}): { readonly periods: readonly InterestPeriod[]; readonly interestMinor: number } => {
  const { principalMinor, from, through, rates, repayments = [] } = debt;
  const end = addDays(through, 1);
  const changes = [...rates.map((rate) => rate.from), ...repayments.map(({ on }) => on)];
  const starts = [...new Set([from, ...changes.filter((day) => day > from && day < end)])].sort();
  const byDate = rates.toSorted((left, right) => (left.from < right.from ? -1 : 1));
  const periods = starts.flatMap((start, index): InterestPeriod[] => {
    const days = daysBetween(start, starts[index + 1] ?? end);
    const rate = byDate.findLast((one) => one.from <= start);
    const balanceMinor = balanceOn(principalMinor, repayments, start);
    if (!rate || balanceMinor === 0 || days <= 0) return [];
    const { basisPoints } = rate;
    const interestMinor = interestOf(balanceMinor, basisPoints, days);
    return [{ from: start, days, balanceMinor, basisPoints, interestMinor }];
  });
  return {
    periods,
    interestMinor: periods.reduce((sum, period) => sum + period.interestMinor, 0),
  };
};
