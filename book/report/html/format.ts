import { exponentOf, minorPerMajor } from '../../../shared/domain/money.ts';

/** An amount for a reader: currency, grouping and the decimals of the currency. */
export const money = (amountMinor: number, currency: string): string =>
  new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: exponentOf(currency),
    maximumFractionDigits: exponentOf(currency),
  }).format(amountMinor / minorPerMajor(currency));

/** The same, short enough for a tile: `US$1.2M`. */
export const shortMoney = (amountMinor: number, currency: string): string =>
  new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(amountMinor / minorPerMajor(currency));

export const whole = (value: number): string =>
  new Intl.NumberFormat('en', { maximumFractionDigits: 0 }).format(value);

/** `1 message`, `2 messages`. */
export const counted = (count: number, noun: string): string =>
  `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;

/** One decimal, or a dash for what is undefined. */
export const decimal = (value: number | null): string =>
  value === null
    ? '–'
    : new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
        value,
      );

export const percent = (part: number, all: number): string =>
  all === 0
    ? '–'
    : new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 }).format(
        part / all,
      );

export const dollars = (usd: number): string =>
  new Intl.NumberFormat('en', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  }).format(usd);

/** `5 January 2026`. */
export const longDate = (date: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    Date.parse(`${date}T00:00:00Z`),
  );

/** `sms-overdue` as a heading: `Sms overdue`. */
export const heading = (name: string): string =>
  name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
