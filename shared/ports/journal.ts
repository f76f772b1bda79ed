import type { DomainFact } from '../../events/catalogue.ts';
import type { BusinessDate, Instant } from '../domain/calendar.ts';

/** Where an aggregate stands: version 0 and the empty hash before its first event. */
export type Head = { readonly version: number; readonly hash: string };

export const noHead: Head = { version: 0, hash: '' };

/** What caused a commit; `correlationId` follows one input through every hop. */
export type Cause = { readonly causationId: string; readonly correlationId: string };

/** One fact on its way into the journal, with the business date it counts for. */
export type Entry = { readonly fact: DomainFact; readonly effectiveOn: BusinessDate };

/** A journal item as read back. */
export type JournalItem = {
  readonly streamId: string;
  readonly version: number;
  readonly type: DomainFact['type'];
  readonly data: DomainFact['data'];
  readonly effectiveOn: BusinessDate;
  readonly recordedAt: Instant;
  readonly causationId: string;
  readonly correlationId: string;
  readonly previousHash: string;
  readonly hash: string;
};

/** Follows streams and writes nothing; all reads are consistent. */
export type JournalReader = {
  /** The whole stream, oldest first. */
  readonly read: (streamId: string) => AsyncIterable<JournalItem>;
  /** Its newest events, at most so many, oldest first. */
  readonly last: (streamId: string, limit: number) => Promise<readonly JournalItem[]>;
};

/** For those who look at the ends of a stream, however long it is; consistent. */
export type JournalEnds = {
  /** Its oldest events, at most so many. */
  readonly first: (streamId: string, limit: number) => Promise<readonly JournalItem[]>;
  /** Its events from the newest on, read as they are asked for. */
  readonly newestFirst: (streamId: string) => AsyncIterable<JournalItem>;
};

/**
 * Why a commit did not happen. `duplicate`: the input was applied before. `version`: someone else
 * committed first, so load and decide again. `condition`: a condition of the caller's own write
 * with that index did not hold.
 */
export type CommitRefusal =
  | { readonly committed: false; readonly because: 'version' | 'duplicate' }
  | { readonly committed: false; readonly because: 'condition'; readonly write: number };
export type CommitOutcome = { readonly committed: true; readonly head: Head } | CommitRefusal;
