import { instantOf } from '../domain/calendar.ts';
import type { Clock } from '../ports/clock.ts';

/** Wall time; the one place that asks the machine. */
export const systemClock: Clock = { now: () => instantOf(Date.now()) };
