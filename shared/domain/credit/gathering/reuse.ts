import { dateIn, type Instant } from '../../calendar.ts';
import { monthsBefore } from './months.ts';

/**
 * Whether a report that was received then still stands: it is younger than so many calendar
 * months. One that claims to come from the future is not trusted.
 */
export const isReusable = (receivedAt: Instant, now: Instant, reuseMonths: number): boolean =>
  receivedAt <= now && dateIn('UTC', receivedAt) > monthsBefore(dateIn('UTC', now), reuseMonths);
