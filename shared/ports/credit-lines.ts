import type { DomainData } from '../../events/catalogue.ts';
import type { BusinessDate, Instant } from '../domain/calendar.ts';
import type { CreditGroup } from '../domain/credit/group.ts';
import type { LineOutcome } from '../domain/credit/line/terms.ts';
import type {
  AccountFigures,
  CreditLine,
  LineBook,
  LineFact,
} from '../domain/credit/line/types.ts';
import type { Rate } from '../domain/credit/rates.ts';
import type { ActMark } from './acts.ts';
import type { Cause, Head, JournalItem } from './journal.ts';

/** A line as stored, with what a commit on it must match. */
export type StoredLine = {
  readonly line: CreditLine;
  readonly head: Head;
  /**
   * How far the journal of each account is counted, with what it showed then. A memory only: what
   * is counted again changes nothing, so it may lag, and it is no part of what the events say.
   */
  readonly accounts: Readonly<Record<string, AccountFigures>>;
  /**
   * Of a line that was written anew from its events: while no account is remembered, what was given
   * up before this moment was decided on, or holds the line still.
   */
  readonly lossesFrom?: Instant | undefined;
};

/** `withdrawn`: the application was taken back before its terms were in force, and never will be. */
export type Grant = {
  readonly applicationId: string;
  readonly outcome: LineOutcome | 'withdrawn';
};

/** Another line that a decision looked at: the commit fails when it has moved. */
export type Watched = { readonly lineId: string; readonly version: number };

export type LineCommit = {
  readonly lineId: string;
  /** As it was read; undefined for a line that begins. */
  readonly stored: StoredLine | undefined;
  /** At least one. */
  readonly facts: readonly LineFact[];
  readonly before: LineBook | undefined;
  readonly after: LineBook;
  readonly accounts: readonly AccountFigures[];
  readonly effectiveOn: BusinessDate;
  readonly cause: Cause;
  readonly watched?: readonly Watched[] | undefined;
  /** Of the act of a person. */
  readonly mark?: ActMark | undefined;
  /** What an application or a review came to, which is written once. */
  readonly grant?: Grant | undefined;
};

export type LineReader = {
  /** Consistent. */
  readonly load: (lineId: string) => Promise<StoredLine | undefined>;
  /** What is known of these orders; those that are not are left out. Consistent. */
  readonly orders: (lineId: string, orderIds: readonly string[]) => Promise<LineBook['orders']>;
  /** The orders of these invoices, by `invoiceKey`. Consistent. */
  readonly ordersOf: (lineId: string, keys: readonly string[]) => Promise<LineBook['invoices']>;
  /** Orders whose reservation ends on or before that day, the first of them first. Consistent. */
  readonly expiring: (
    lineId: string,
    through: BusinessDate,
    limit: number,
  ) => Promise<readonly string[]>;
  /** Ids of orders that hold something, by the day on which that ends; at most so many. */
  readonly reserved: (lineId: string, limit: number) => Promise<readonly string[]>;
  /** Those of these lines that there are. */
  readonly known: (lineIds: readonly string[]) => Promise<readonly string[]>;
  /** Revisions of orders that were cancelled before their line began. Consistent. */
  readonly cancelledBefore: (
    lineId: string,
    orderIds: readonly string[],
  ) => Promise<ReadonlyMap<string, number>>;
  readonly group: (groupId: string) => Promise<CreditGroup | undefined>;
  /** Lines of a group, at most so many. Consistent. */
  readonly members: (groupId: string, limit: number) => Promise<readonly string[]>;
};

export type CreditLines = LineReader & {
  /** `conflict` when somebody else committed first, or a watched line has moved. */
  readonly commit: (commit: LineCommit) => Promise<StoredLine | 'conflict'>;
  /** Remembers how far accounts are counted; false when the line moved, or heard of one, meanwhile. */
  readonly remember: (
    lineId: string,
    stored: StoredLine,
    accounts: readonly AccountFigures[],
  ) => Promise<boolean>;
  /** Remembers for a line that is not there yet that a revision of an order was cancelled. */
  readonly rememberCancelled: (
    lineId: string,
    order: { readonly orderId: string; readonly revision: number },
  ) => Promise<void>;
  /** The digest of what was carried out on the line under that id. Consistent. */
  readonly carriedOut: (lineId: string, actId: string) => Promise<string | undefined>;
  /** What an application or a review came to. Consistent. */
  readonly granted: (applicationId: string) => Promise<Grant['outcome'] | undefined>;
};

/** What a bureau had to tell of a customer. */
export type Alert = {
  readonly alertId: string;
  readonly heardAt: Instant;
  /** An insolvency, for which a line is held. */
  readonly insolvent: boolean;
  /** Who told; absent for what was heard before that was kept. */
  readonly bureau?: string | undefined;
};

/** What bureaus had to tell of customers, whether or not these have a line. */
export type LineNews = {
  /** The moment at which an alert was heard first; a repeat changes nothing. */
  readonly remember: (lineId: string, alert: Alert) => Promise<void>;
  /** All that were heard, in no order. Consistent. */
  readonly heard: (lineId: string) => Promise<readonly Alert[]>;
};

export type CreditGroups = {
  readonly load: (
    groupId: string,
  ) => Promise<{ readonly group: CreditGroup; readonly head: Head } | undefined>;
  readonly carriedOut: (groupId: string, actId: string) => Promise<string | undefined>;
  readonly commit: (commit: {
    readonly head: Head;
    readonly data: DomainData<'CreditGroupLimitSet'>;
    readonly effectiveOn: BusinessDate;
    readonly cause: Cause;
    readonly mark: ActMark;
  }) => Promise<'committed' | 'conflict'>;
};

/** Rates of exchange by day. */
export type RateStore = {
  readonly put: (rate: Rate) => Promise<void>;
  /** The newest rate of the pair, either way round, up to that day. */
  readonly newest: (from: string, to: string, on: BusinessDate) => Promise<Rate | undefined>;
  /** The first rate of the pair, either way round, of a later day than that. */
  readonly nextAfter: (from: string, to: string, on: BusinessDate) => Promise<Rate | undefined>;
};

/** Lines on which something falls due by itself on a day: reviews, and ends of reservations. */
export type LineAgenda = {
  readonly reviews: (on: BusinessDate, shard: number) => AsyncIterable<string>;
  readonly expiries: (on: BusinessDate, shard: number) => AsyncIterable<string>;
};

/** The journals of accounts, as far as a line has not counted them. All reads are consistent. */
export type AccountJournal = {
  readonly read: (range: {
    readonly streamId: string;
    readonly fromVersion: number;
    readonly toVersion: number;
  }) => AsyncIterable<JournalItem>;
};
