import type { BusinessDate } from '../calendar.ts';
import { exponentOf, minorPerMajor } from '../money.ts';
import type { Locale } from './types.ts';

/** How amounts, dates and counts read for one party. */
export type Format = {
  /** With the symbol that the locale uses, e.g. `$1,234.50` or `1.234,50 €`. */
  readonly money: (amountMinor: number) => string;
  /** With the ISO code, for media that know few symbols. */
  readonly moneyWithCode: (amountMinor: number) => string;
  /** Written out, e.g. `March 5, 2026`. */
  readonly date: (date: BusinessDate) => string;
  readonly count: (count: number) => string;
};

/**
 * Versions of the locale data differ in which of the many spaces stands between number and
 * symbol; one no-break space for all of them keeps messages the same on every machine.
 */
const oneSpace = (text: string): string => text.replace(/[\u00a0\u2000-\u200a\u202f]/g, '\u00a0');

const cached = <T>(create: (key: string) => T): ((key: string) => T) => {
  const made = new Map<string, T>();
  return (key) => {
    const found = made.get(key) ?? create(key);
    made.set(key, found);
    return found;
  };
};

/** Creating a formatter costs more than a hundred uses of it; locales and currencies are few. */
const numberFormat = cached((key) => {
  const [tag, currency, display] = key.split(' ');
  // ISO 4217 says how many decimals an amount has; the locale data counts cash (COP: none).
  const digits = exponentOf(currency ?? '');
  return new Intl.NumberFormat(tag, {
    style: 'currency',
    currency,
    currencyDisplay: display === 'code' ? 'code' : 'symbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
});
const dateFormat = cached(
  (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' }),
);
const countFormat = cached((tag) => new Intl.NumberFormat(tag));

/**
 * The amount as an exact decimal text: `Intl` formats it without a detour through a binary
 * fraction, so that no minor unit is lost even at the largest safe integer.
 */
const decimalOf = (amountMinor: number, currency: string): Intl.StringNumericLiteral => {
  const perMajor = BigInt(minorPerMajor(currency));
  const minor = BigInt(amountMinor);
  const absolute = minor < 0n ? -minor : minor;
  const fraction = (absolute % perMajor).toString().padStart(exponentOf(currency), '0');
  return `${minor < 0n ? '-' : ''}${absolute / perMajor}.${fraction}` as Intl.StringNumericLiteral;
};

/** The country refines the language: Mexico and Spain write numbers differently. */
export const formatFor = (
  locale: Locale,
  country: string | undefined,
  currency: string,
): Format => {
  const tag = country === undefined ? locale : `${locale}-${country}`;
  const money = (display: string) => (amountMinor: number) =>
    oneSpace(
      numberFormat(`${tag} ${currency} ${display}`).format(decimalOf(amountMinor, currency)),
    );
  return {
    money: money('symbol'),
    moneyWithCode: money('code'),
    date: (date) => oneSpace(dateFormat(tag).format(Date.parse(`${date}T00:00:00Z`))),
    count: (count) => oneSpace(countFormat(tag).format(count)),
  };
};
