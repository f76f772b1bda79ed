import { exponentOf } from '../money.ts';

/**
 * Decimal places that Stripe's API gives a currency where they are not what ISO 4217 says, and
 * the rest of its zero-decimal list, which does agree, by way of `exponentOf`. ISK and UGX lost
 * their decimals, but Stripe still counts them in hundredths; MGA has decimals that it never uses.
 * Source: docs.stripe.com/currencies, "Zero-decimal currencies" and "Special cases".
 */
const stripeExponents: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

/** Currencies with other than two places of which Stripe says nothing get two, its default. */
const likeIso: ReadonlySet<string> = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'PYG',
  'RWF',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
  'BHD',
  'JOD',
  'KWD',
  'OMR',
  'TND',
]);

const stripeExponentOf = (currency: string): number =>
  stripeExponents[currency] ?? (likeIso.has(currency) ? exponentOf(currency) : 2);

/**
 * An amount as Stripe counts it, in minor units of ISO 4217.
 * Undefined when it is no whole number of them: money is never rounded on the way in.
 */
export const isoMinorOf = (stripeAmount: number, currency: string): number | undefined => {
  const shift = exponentOf(currency) - stripeExponentOf(currency);
  const amountMinor = shift >= 0 ? stripeAmount * 10 ** shift : stripeAmount / 10 ** -shift;
  return Number.isSafeInteger(amountMinor) ? amountMinor : undefined;
};
