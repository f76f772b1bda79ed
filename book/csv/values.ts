import { type BusinessDate, businessDate } from '../../shared/domain/calendar.ts';

export const dateFormats = [
  'YYYY-MM-DD',
  'YYYY/M/D',
  'YYYYMMDD',
  'M/D/YYYY',
  'D/M/YYYY',
  'D-M-YYYY',
  'D.M.YYYY',
] as const;

export type DateFormat = (typeof dateFormats)[number];

/** A cell that was understood, or why not. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

export const understood = <T>(value: T): Parsed<T> => ({ ok: true, value });
export const misunderstood = (problem: string): Parsed<never> => ({ ok: false, problem });

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** True for the alphabetic codes of ISO 4217. */
export const isCurrency = (code: string): boolean => currencies.has(code);

/**
 * Bound of all amounts of a currency, in minor units. Balances, aging and days weighted by amounts
 * stay exact integers below it with room to spare.
 */
export const bookLimit = 1e15;

type Order = readonly ['y' | 'm' | 'd', 'y' | 'm' | 'd', 'y' | 'm' | 'd'];

const shapes: Readonly<Record<DateFormat, { readonly pattern: RegExp; readonly order: Order }>> = {
  'YYYY-MM-DD': { pattern: /^(\d{4})-(\d{2})-(\d{2})$/, order: ['y', 'm', 'd'] },
  'YYYY/M/D': { pattern: /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/, order: ['y', 'm', 'd'] },
  YYYYMMDD: { pattern: /^(\d{4})(\d{2})(\d{2})$/, order: ['y', 'm', 'd'] },
  'M/D/YYYY': { pattern: /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, order: ['m', 'd', 'y'] },
  'D/M/YYYY': { pattern: /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, order: ['d', 'm', 'y'] },
  'D-M-YYYY': { pattern: /^(\d{1,2})-(\d{1,2})-(\d{4})$/, order: ['d', 'm', 'y'] },
  'D.M.YYYY': { pattern: /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, order: ['d', 'm', 'y'] },
};

/** Spreadsheets export a day as its midnight; the midnight says nothing. */
const withoutMidnight = (text: string): string =>
  text.trim().replace(/[T ]0{1,2}:00(?::00(?:\.0+)?)?Z?$/, '');

export const parseDate = (text: string, format: DateFormat): Parsed<BusinessDate> => {
  const { pattern, order } = shapes[format];
  const match = pattern.exec(withoutMidnight(text));
  if (!match) return misunderstood(`expected a date written ${format}`);
  const part = (unit: 'y' | 'm' | 'd'): string => match[order.indexOf(unit) + 1] ?? '';
  const iso = `${part('y')}-${part('m').padStart(2, '0')}-${part('d').padStart(2, '0')}`;
  try {
    return understood(businessDate(iso));
  } catch {
    return misunderstood(`there is no such day (read as ${format})`);
  }
};

/**
 * The format in which every one of the dates can be read.
 * Day and month are never guessed: `3/4/2013` alone fits two formats and is refused with both.
 */
export const inferDateFormat = (
  texts: readonly string[],
  formats: readonly DateFormat[],
): { readonly format: DateFormat } | { readonly fitting: readonly DateFormat[] } => {
  const fitting = formats.filter((format) => texts.every((text) => parseDate(text, format).ok));
  const [only] = fitting;
  return only !== undefined && fitting.length === 1 ? { format: only } : { fitting };
};

/** The format that most of the dates fit, to name the cells that do not. */
export const likeliestDateFormat = (
  texts: readonly string[],
  formats: readonly DateFormat[],
): DateFormat => {
  const fits = (format: DateFormat): number =>
    texts.filter((text) => parseDate(text, format).ok).length;
  return formats.reduce((best, format) => (fits(format) > fits(best) ? format : best));
};
