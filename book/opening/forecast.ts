import { type BusinessDate, daysBetween, type Instant } from '../../shared/domain/calendar.ts';
import { chaseFromOf } from '../../shared/domain/inbound/opening.ts';
import { accountOf, type Opening } from './opening.ts';

/** Accounts with something overdue that are chased for the first time on one day, by day. */
export type Forecast = readonly { readonly on: BusinessDate; readonly accounts: number }[];

/**
 * When the overdue part of a legacy book is first chased, if it comes in at that moment. A message
 * leaves on that day, or on the next one on which the contact rules allow it.
 */
export const forecastOf = (
  { on, invoices }: Opening,
  arrivesAt: Instant,
  spreadDays: number,
): Forecast => {
  const days = new Map<string, BusinessDate>();
  for (const invoice of invoices) {
    const accountId = accountOf(invoice);
    const chaseFrom = chaseFromOf(accountId, on, arrivesAt, spreadDays);
    const dueOn = invoice.dueOn as BusinessDate;
    if (daysBetween(dueOn, chaseFrom) > 0) days.set(accountId, chaseFrom);
  }
  return [...Map.groupBy(days.values(), (day) => day)]
    .map(([day, accounts]) => ({ on: day, accounts: accounts.length }))
    .sort((left, right) => (left.on < right.on ? -1 : 1));
};
