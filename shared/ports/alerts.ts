import type { Alert } from '../domain/alerts/alert.ts';
import type { DigestLine } from '../domain/alerts/digest.ts';
import type { Notice } from '../domain/alerts/notice.ts';
import type { BusinessDate, Instant } from '../domain/calendar.ts';
import type { Cause } from './journal.ts';

/** Where an episode stands. `raisedBy` is the event that caused the alert. */
export type Episode = {
  readonly raisedBy: string;
  readonly raisedAt: Instant;
  readonly published: boolean;
};

/** One event that deserves an alert, at the moment at which it is dealt with. */
export type Occurrence = {
  readonly alert: Alert;
  readonly eventId: string;
  readonly at: Instant;
  readonly cause: Cause;
};

export type AlertStore = {
  readonly find: (alert: Alert) => Promise<Episode | undefined>;
  /** Journals `AlertRaised` and opens the episode. False when somebody else just opened it. */
  readonly raise: (occurrence: Occurrence) => Promise<boolean>;
  /** Counts one more occurrence; the same event counts once. */
  readonly repeat: (occurrence: Occurrence) => Promise<void>;
  readonly markPublished: (alert: Alert) => Promise<void>;
  /** What was raised or repeated on that day (UTC). */
  readonly digest: (on: BusinessDate) => Promise<readonly DigestLine[]>;
};

/** Publishes to the topic of the notice's severity. */
export type AlertTopics = { readonly publish: (notice: Notice) => Promise<void> };
