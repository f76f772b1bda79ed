import { million } from '../scoring/types.ts';

/**
 * Expected loss: probability of default, times loss given default, times exposure at default, in
 * integer minor units of the exposure, rounded up. What an insurer bears is off the loss.
 *
 * @param probabilityPpm within a year, whole parts per million.
 * @param lossPercent of an exposure that is lost on default.
 */
export const expectedLossMinor = (of: {
  readonly exposureMinor: number;
  readonly probabilityPpm: number;
  readonly lossPercent: number;
  readonly insuredMinor?: number | undefined;
  readonly coveragePercent?: number | undefined;
}): number => {
  const exposure = BigInt(Math.max(of.exposureMinor, 0));
  const insured = BigInt(Math.min(Math.max(of.exposureMinor, 0), of.insuredMinor ?? 0));
  // In hundredths of a minor unit, so that the coverage loses nothing to rounding.
  const ours = exposure * 100n - insured * BigInt(of.coveragePercent ?? 0);
  const product = ours * BigInt(of.lossPercent) * BigInt(of.probabilityPpm);
  const whole = 100n * 100n * BigInt(million);
  return Number((product + whole - 1n) / whole);
};
