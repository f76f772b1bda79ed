import { addDays, type BusinessDate, epochMs, instantAt } from '../../shared/domain/calendar.ts';
import { minorPerMajor } from '../../shared/domain/money.ts';
import type { Ledger, Standing } from './ledger.ts';
import type { MonthFigures } from './schema.ts';

/** Numbers of the charts of one currency, in major units; dates in epoch seconds. */
export type ChartSeries = {
  readonly weekly: {
    readonly dates: readonly number[];
    /** One list a bucket, from current to 91 days and more. */
    readonly buckets: readonly (readonly number[])[];
    readonly issued: readonly number[];
    readonly paid: readonly number[];
    readonly credited: readonly number[];
  };
  readonly monthly: {
    readonly dates: readonly number[];
    readonly dso: readonly (number | null)[];
    readonly best: readonly (number | null)[];
  };
};

const seconds = (date: BusinessDate): number => epochMs(instantAt('UTC', date, '00:00')) / 1000;

/** Every seventh day from `from` on, and the last day. */
export const weeksBetween = (from: BusinessDate, to: BusinessDate): BusinessDate[] => {
  const days: BusinessDate[] = [];
  for (let day = from; day < to; day = addDays(day, 7)) days.push(day);
  return [...days, to];
};

/** The last days of the calendar months that end from `from` to `to`, and `to` itself. */
export const monthEndsBetween = (from: BusinessDate, to: BusinessDate): BusinessDate[] => {
  const ends = monthsBetween(from, to).map(lastDayOf);
  return [...new Set([...ends.filter((end) => end < to), to])];
};

/** `YYYY-MM` of every month touched. */
export const monthsBetween = (from: BusinessDate, to: BusinessDate): string[] => {
  const months: string[] = [];
  for (let month = from.slice(0, 7); month <= to.slice(0, 7); month = following(month)) {
    months.push(month);
  }
  return months;
};

const following = (month: string): string => {
  const year = Number(month.slice(0, 4));
  const number = Number(month.slice(5, 7));
  return number === 12
    ? `${String(year + 1).padStart(4, '0')}-01`
    : `${month.slice(0, 4)}-${String(number + 1).padStart(2, '0')}`;
};

export const firstDayOf = (month: string): BusinessDate => `${month}-01` as BusinessDate;
export const lastDayOf = (month: string): BusinessDate => addDays(firstDayOf(following(month)), -1);

export const chartSeries = (
  ledger: Ledger,
  months: readonly MonthFigures[],
  from: BusinessDate,
  to: BusinessDate,
): Record<string, ChartSeries> => {
  const days = weeksBetween(from, to);
  const standings = days.map((day) => ledger.at(day));
  const dates = days.map(seconds);
  return Object.fromEntries(
    ledger.currencies.map((currency) => {
      const scale = minorPerMajor(currency);
      const each = (read: (standing: Standing) => number): number[] =>
        standings.map((all) => {
          const standing = all.find((one) => one.currency === currency);
          return standing === undefined ? 0 : read(standing) / scale;
        });
      const own = months.filter((month) => month.currency === currency);
      const series: ChartSeries = {
        weekly: {
          dates,
          buckets: [
            each(({ aging }) => aging.current),
            each(({ aging }) => aging.d1_30),
            each(({ aging }) => aging.d31_60),
            each(({ aging }) => aging.d61_90),
            each(({ aging }) => aging.d91_plus),
          ],
          issued: each(({ totals }) => totals.issuedMinor),
          paid: each(({ totals }) => totals.paidMinor),
          credited: each(({ totals }) => totals.creditedMinor + totals.writtenOffMinor),
        },
        monthly: {
          dates: own.map(({ month }) => seconds(lastDayOf(month))),
          dso: own.map(({ dso }) => dso),
          best: own.map(({ bestPossibleDso }) => bestPossibleDso),
        },
      };
      return [currency, series];
    }),
  );
};
