import * as z from 'zod';
import { addDays, addSeconds, type BusinessDate, dateIn, type Instant } from '../calendar.ts';
import { spreadOf } from '../collections/moment.ts';

/** The part of an environment's configuration that says how fast a legacy book is chased. */
export const openingBalanceSettings = z.object({ spreadDays: z.int().min(1).max(90) });

/** Begins the ids of the events that an import of a legacy book sends. */
export const openingEvents = 'opening:';

/** Where the day begins first, it does so this long before it begins in UTC. */
const earliestZoneSeconds = 14 * 3600;

/**
 * The first day on which an account is chased for what it brought along: one of the `spreadDays`
 * after the day of the balance or that of its arrival, whichever is later, so that a book that
 * comes in late has its age and still no message on the day on which it comes. Arrival is the day
 * that has begun somewhere: the day after has begun for no party.
 *
 * Depends on the account, not on the invoice: all that it brought along is chased together.
 */
export const chaseFromOf = (
  accountId: string,
  on: BusinessDate,
  arrivedAt: Instant,
  spreadDays: number,
): BusinessDate => {
  const arrivedOn = dateIn('UTC', addSeconds(arrivedAt, earliestZoneSeconds));
  const from = on > arrivedOn ? on : arrivedOn;
  return addDays(from, 1 + Math.floor(spreadOf(`opening/${accountId}`) * spreadDays));
};
