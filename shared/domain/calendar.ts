import * as PlainDateTimeFns from 'temporal-polyfill/fns/PlainDateTime';
import { momentOfWall, offsetMs } from './zone-offset.ts';

declare const dateBrand: unique symbol;
declare const instantBrand: unique symbol;

/** Calendar day `YYYY-MM-DD`; sorts as text. */
export type BusinessDate = string & { readonly [dateBrand]: true };
/** Moment `YYYY-MM-DDTHH:mm:ss.sssZ`; sorts as text. */
export type Instant = string & { readonly [instantBrand]: true };
/** IANA name such as `America/Bogota`. */
export type Zone = string;

const dayMs = 86_400_000;

const epochDay = (date: string): number => {
  const ms = Date.parse(`${date}T00:00:00.000Z`);
  if (Number.isNaN(ms)) throw new RangeError(`${date} is not a date`);
  return ms / dayMs;
};

const fromEpochDay = (day: number): BusinessDate =>
  new Date(day * dayMs).toISOString().slice(0, 10) as BusinessDate;

/** @throws RangeError when the text is not an existing day written YYYY-MM-DD. */
export const businessDate = (text: string): BusinessDate => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || fromEpochDay(epochDay(text)) !== text) {
    throw new RangeError(`${text} is not a day written YYYY-MM-DD`);
  }
  return text as BusinessDate;
};

/** Any ISO 8601 moment with offset, normalised. @throws RangeError when it is none. */
export const instant = (text: string): Instant => {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new RangeError(`${text} is not a moment`);
  return new Date(ms).toISOString() as Instant;
};

export const instantOf = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant;
export const epochMs = (at: Instant): number => Date.parse(at);
export const addDays = (date: BusinessDate, days: number): BusinessDate =>
  fromEpochDay(epochDay(date) + days);
/** Days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: BusinessDate, to: BusinessDate): number =>
  epochDay(to) - epochDay(from);
export const addSeconds = (at: Instant, seconds: number): Instant =>
  instantOf(epochMs(at) + seconds * 1000);

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
const weekdays: readonly Weekday[] = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'];
export const weekdayOf = (date: BusinessDate): Weekday => {
  const day = weekdays[((epochDay(date) % 7) + 7) % 7];
  if (day === undefined) throw new RangeError(`${date} has no weekday`);
  return day;
};

/** False for names that the time zone database does not know. */
export const isZone = (zone: string): boolean => {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** The day that the clock on the wall of `zone` shows at that moment. */
export const dateIn = (zone: Zone, at: Instant): BusinessDate =>
  zone === 'UTC'
    ? (at.slice(0, 10) as BusinessDate)
    : (instantOf(epochMs(at) + offsetMs(zone, epochMs(at))).slice(0, 10) as BusinessDate);

/** The moment at which the wall clock of `zone` shows `time` (`HH:mm` or `HH:mm:ss`) on that day; in a gap the later one, in an overlap the earlier. */
export const instantAt = (zone: Zone, date: BusinessDate, time: string): Instant => {
  const wall = `${date}T${time.length === 5 ? `${time}:00` : time}`;
  if (zone === 'UTC') return instant(`${wall}.000Z`);
  const moment = momentOfWall(zone, epochMs(instant(`${wall}.000Z`)));
  return instantOf(moment ?? momentAcrossChange(zone, wall));
};

/** `wall` is `YYYY-MM-DDTHH:mm:ss`, on a day on which or next to which the clocks change. */
const momentAcrossChange = (zone: Zone, wall: string): number => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = wall
    .split(/[-T:]/)
    .map(Number);
  const local = PlainDateTimeFns.create(year, month, day, hour, minute, second);
  return PlainDateTimeFns.toZonedDateTime(local, zone, { disambiguation: 'compatible' })
    .epochMilliseconds;
};
