import { shareOf } from './ratio.ts';

/** Expected loss: probability of default, share lost in default, exposure then. */
export const expectedLoss = (
  probabilityOfDefault: number,
  lossGivenDefault: number,
  exposureMinor: number,
): number => Math.round(probabilityOfDefault * lossGivenDefault * exposureMinor);

/** Money that comes back, or goes out to get it, so many days after default. */
export type Recovery = {
  readonly daysAfterDefault: number;
  readonly recoveredMinor: number;
  readonly costMinor: number;
};

/** One less the present value of recoveries net of costs, over the exposure; null without exposure. */
export const lossGivenDefault = (
  exposureMinor: number,
  recoveries: readonly Recovery[],
  annualDiscountRate: number,
): number | null => {
  const present = recoveries.reduce(
    (sum, { daysAfterDefault, recoveredMinor, costMinor }) =>
      sum + (recoveredMinor - costMinor) / (1 + annualDiscountRate) ** (daysAfterDefault / 365),
    0,
  );
  const share = shareOf(present, exposureMinor);
  return share === null ? null : 1 - share;
};

/**
 * Loss rates of the simplified provision matrix (IFRS 9, B5.5.35): of the amount of a cohort of
 * sales that reached a bucket, the share that was never paid, times a factor that looks forward.
 * A bucket that nothing reached has no rate.
 */
export const provisionRates = (
  reachedMinor: readonly number[],
  finallyUnpaidMinor: number,
  forwardFactor = 1,
): readonly (number | null)[] =>
  reachedMinor.map((reached) => {
    const share = shareOf(finallyUnpaidMinor, reached);
    return share === null ? null : Math.min(1, share * forwardFactor);
  });

/** The loss allowance on today's balances, rounded once, at the end. */
export const lossAllowance = (
  balancesMinor: readonly number[],
  rates: readonly (number | null)[],
): number =>
  Math.round(
    balancesMinor.reduce((sum, balance, bucket) => sum + balance * (rates[bucket] ?? 0), 0),
  );
