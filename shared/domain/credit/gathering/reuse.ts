import { type BusinessDate, dateIn, type Instant } from '../../calendar.ts';
import { monthsBefore } from './months.ts';

/** Reports that were received after this day (of UTC) are younger than so many calendar months. */
export const reusableAfter = (now: Instant, reuseMonths: number): BusinessDate =>
  monthsBefore(dateIn('UTC', now), reuseMonths);

/**
 * Whether a report that was received then still stands. One that claims to come from the future is
 * not trusted, and one from before the last news does not know them.
 */
export const isReusable = (
  receivedAt: Instant,
  now: Instant,
  reuseMonths: number,
  askAfter: Instant | undefined,
): boolean =>
  receivedAt <= now &&
  (askAfter === undefined || receivedAt > askAfter) &&
  dateIn('UTC', receivedAt) > reusableAfter(now, reuseMonths);
