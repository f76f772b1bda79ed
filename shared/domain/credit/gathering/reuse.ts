import { type BusinessDate, dateIn, type Instant } from '../../calendar.ts';
import { monthsBefore } from './months.ts';

/** Reports that were received after this day (of UTC) are younger than so many calendar months. */
export const reusableAfter = (now: Instant, reuseMonths: number): BusinessDate =>
  monthsBefore(dateIn('UTC', now), reuseMonths);

/**
 * Whether a report that was received then still stands. One that claims to come from the future is
 * not trusted.
 */
export const isReusable = (receivedAt: Instant, now: Instant, reuseMonths: number): boolean =>
  receivedAt <= now && dateIn('UTC', receivedAt) > reusableAfter(now, reuseMonths);
