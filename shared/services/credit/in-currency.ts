import type { BusinessDate } from '../../domain/calendar.ts';
import type { InCurrency } from '../../domain/credit/gathering/ratios.ts';
import { convert, isRateOf, type Rate } from '../../domain/credit/rates.ts';
import type { RateStore } from '../../ports/credit-lines.ts';

export type RateDeps = {
  readonly rates: Pick<RateStore, 'newest'>;
  /** A rate counts for so many days. */
  readonly rateDays: number;
};

/** The newest rate between two currencies that counts on a day, either way round. */
export type RateOf = (from: string, to: string, on: BusinessDate) => Promise<Rate | undefined>;

/** Rates as far as they count: one that is too old is none. */
export const countingRates =
  ({ rates, rateDays }: RateDeps): RateOf =>
  async (from, to, on) => {
    const rate = from === to ? undefined : await rates.newest(from, to, on);
    return rate !== undefined && isRateOf(rate, on, rateDays) ? rate : undefined;
  };

/**
 * Amounts of one currency in that of an application, by the newest rate of the day; null where
 * there is none that counts.
 */
export const amountsIn = async (
  { rates, rateDays }: RateDeps,
  { from, to, on }: { readonly from: string; readonly to: string; readonly on: BusinessDate },
): Promise<InCurrency> => {
  const rate = from === to ? undefined : await rates.newest(from, to, on);
  const by = { from, to, on, rateDays, rates: () => rate };
  return (amountMinor) => {
    const size = convert(Math.abs(amountMinor), by, 'up');
    if (!size.ok) return null;
    return amountMinor < 0 ? -size.amountMinor : size.amountMinor;
  };
};
