import type { Instant } from '../domain/calendar.ts';

/** The only source of time for handlers. */
export type Clock = { readonly now: () => Instant };
