import { type BusinessDate, daysBetween } from '../calendar.ts';
import { invariant } from '../errors.ts';
import { exponentOf } from '../money.ts';

/** One major unit of `base` is worth `rate` major units of `quote` from the day `on` on. */
export type Rate = {
  readonly base: string;
  readonly quote: string;
  readonly on: BusinessDate;
  /** Plain decimal above zero, such as `0.00105`. */
  readonly rate: string;
};

/**
 * Whose favour a remainder is in. What is owed rounds `up` and cash rounds `down`, so that an
 * exposure in another currency is never understated.
 */
export type Rounding = 'up' | 'down';

/** A decimal as the integer that its digits make and the number of its decimal places. */
const digitsOf = (decimal: string): { readonly digits: bigint; readonly places: number } => {
  const [whole = '', decimals = ''] = decimal.split('.');
  return { digits: BigInt(`${whole}${decimals}`), places: decimals.length };
};

const power = (exponent: number): bigint => 10n ** BigInt(exponent);

/**
 * An amount in the minor units of another currency, exact but for one rounding at the end.
 *
 * @param rate between the two currencies, either way round.
 * @throws InvariantError when the rate is between other currencies or the amount below zero.
 * @throws RangeError when the result is not a safe integer.
 */
export const convertMinor = (
  amountMinor: number,
  { from, to, rate }: { readonly from: string; readonly to: string; readonly rate: Rate },
  rounding: Rounding,
): number => {
  invariant(amountMinor >= 0, 'amounts below zero have no rounding of their own');
  const straight = rate.base === from && rate.quote === to;
  invariant(
    straight || (rate.base === to && rate.quote === from),
    `${rate.base}/${rate.quote} is no rate between ${from} and ${to}`,
  );
  const { digits, places } = digitsOf(rate.rate);
  const amount = BigInt(amountMinor);
  const scale = [power(exponentOf(to)), power(exponentOf(from))] as const;
  const [over, under] = straight
    ? [amount * digits * scale[0], power(places) * scale[1]]
    : [amount * power(places) * scale[0], digits * scale[1]];
  const rounded = over / under + (rounding === 'up' && over % under > 0n ? 1n : 0n);
  const result = Number(rounded);
  if (!Number.isSafeInteger(result)) throw new RangeError(`${rounded} is not a safe integer`);
  return result;
};

/**
 * As `convertMinor`; undefined when the result is more than can be counted exactly, so that an
 * absurd rate is as good as none.
 */
export const countedMinor = (...given: Parameters<typeof convertMinor>): number | undefined => {
  try {
    return convertMinor(...given);
  } catch (error) {
    // A division by a rate of zero is one too.
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
};

/**
 * Whether a rate moved by more than that share from the one before, which may be the other way
 * round: up by a quarter and down to four fifths are the same move.
 */
export const movesTooFar = (before: Rate, now: Rate, percent: number): boolean => {
  const [old, next] = [digitsOf(before.rate), digitsOf(now.rate)];
  const [over, under] =
    before.base === now.base
      ? [next.digits * power(old.places), old.digits * power(next.places)]
      : [next.digits * old.digits, power(next.places + old.places)];
  const [most, whole] = [100n + BigInt(percent), 100n];
  return over * whole > under * most || under * whole > over * most;
};

/** Whether a rate of that day still counts on another. */
export const isRateOf = ({ on }: Pick<Rate, 'on'>, day: BusinessDate, rateDays: number): boolean =>
  daysBetween(on, day) <= rateDays;

/** The newest rate between two currencies, in either direction, that counts on a day. */
export type RateLookup = (from: string, to: string) => Rate | undefined;

export const rateRefusals = {
  unknown: 'rate-unknown',
  stale: 'rate-stale',
  tooLarge: 'amount-too-large',
} as const;
export type RateRefusal = (typeof rateRefusals)[keyof typeof rateRefusals];

export type Converted =
  | { readonly ok: true; readonly amountMinor: number; readonly rate?: Rate }
  | { readonly ok: false; readonly code: RateRefusal; readonly message: string };

/**
 * An amount in another currency by the newest rate, or why there is none to go by: a rate is
 * never guessed, and one that is older than `rateDays` is none.
 */
export const convert = (
  amountMinor: number,
  of: {
    readonly from: string;
    readonly to: string;
    readonly on: BusinessDate;
    readonly rateDays: number;
    readonly rates: RateLookup;
  },
  rounding: Rounding,
): Converted => {
  const { from, to, on, rateDays, rates } = of;
  if (from === to) return { ok: true, amountMinor };
  const rate = rates(from, to);
  if (rate === undefined) {
    const message = `no rate between ${from} and ${to} is known on ${on}`;
    return { ok: false, code: rateRefusals.unknown, message };
  }
  if (!isRateOf(rate, on, rateDays)) {
    const message = `the last rate between ${from} and ${to} is of ${rate.on}, more than ${rateDays} days before ${on}`;
    return { ok: false, code: rateRefusals.stale, message };
  }
  const converted = countedMinor(amountMinor, { from, to, rate }, rounding);
  if (converted === undefined) {
    // What one currency holds exactly another may not: nobody owes that much, so it is a slip.
    const message = `${amountMinor} minor units of ${from} are more in ${to} than can be counted`;
    return { ok: false, code: rateRefusals.tooLarge, message };
  }
  return { ok: true, amountMinor: converted, rate };
};
