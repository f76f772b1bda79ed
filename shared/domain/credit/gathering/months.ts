import { type BusinessDate, businessDate } from '../../calendar.ts';

const partsOf = (date: BusinessDate): readonly [number, number, number] => {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return [year, month, day];
};

const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The same day so many months earlier, or the last one of that month when it has no such day. */
export const monthsBefore = (date: BusinessDate, months: number): BusinessDate => {
  const [year, month, day] = partsOf(date);
  const index = year * 12 + month - 1 - months;
  const [there, nth] = [Math.floor(index / 12), (index % 12) + 1];
  const text = [
    String(there).padStart(4, '0'),
    String(nth).padStart(2, '0'),
    String(Math.min(day, daysIn(there, nth))).padStart(2, '0'),
  ];
  return businessDate(text.join('-'));
};

/** Whole months from one day to a later one; 0 when it is not later. */
export const wholeMonths = (from: BusinessDate, to: BusinessDate): number => {
  const [fromYear, fromMonth] = partsOf(from);
  const [toYear, toMonth] = partsOf(to);
  const months = (toYear - fromYear) * 12 + toMonth - fromMonth;
  return Math.max(0, from <= monthsBefore(to, months) ? months : months - 1);
};
