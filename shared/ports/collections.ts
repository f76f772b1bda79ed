import type { DomainFact } from '../../events/catalogue.ts';
import type { BusinessDate, Instant } from '../domain/calendar.ts';
import type { CaseState } from '../domain/collections/types.ts';
import type { ActMark } from './acts.ts';
import type { Cause, Head } from './journal.ts';

/** The current or last case of an account as stored, with what a commit on it must match. */
export type StoredCase = {
  readonly state: CaseState;
  /** Of the case's own stream. */
  readonly head: Head;
  /**
   * Grows with every commit and every signal on the account's cases, and never falls: the version
   * that a wait is armed with and that signals raise.
   */
  readonly revision: number;
  /** Whether the machine of a closed case was told. */
  readonly endDelivered: boolean;
  /** An execution that began before this hands the case over to a new one at its next plan. */
  readonly continueBefore?: Instant | undefined;
};

export type CaseCommit = {
  /** As it was read; undefined for the first case of an account. */
  readonly stored: StoredCase | undefined;
  /** At least one, all of one case. */
  readonly facts: readonly DomainFact[];
  readonly effectiveOn: BusinessDate;
  readonly cause: Cause;
};

export type CaseStore = {
  /** Consistent. */
  readonly load: (accountId: string) => Promise<StoredCase | undefined>;
  /** The case afterwards, or `conflict` when somebody else committed first. Tasks get their items. */
  readonly commit: (commit: CaseCommit) => Promise<StoredCase | 'conflict'>;
  /** Raises the revision alone, for a signal that changes no fact. */
  readonly bump: (stored: StoredCase) => Promise<StoredCase | 'conflict'>;
  /** Raises the revision, and asks executions that began before the moment to hand the case over. */
  readonly handOver: (
    stored: StoredCase,
    continueBefore: Instant,
  ) => Promise<StoredCase | 'conflict'>;
  /** Notes that the machine of this closed case knows. Does nothing when a newer case is there. */
  readonly markEndDelivered: (stored: StoredCase) => Promise<void>;
};

/** Cases as people act on them. */
export type CaseActs = Pick<CaseStore, 'load'> & {
  /** The digest of what was carried out on the account under that id. Consistent. */
  readonly carriedOut: (accountId: string, actId: string) => Promise<string | undefined>;
  /** `conflict` when somebody else committed first, or carried out an act under that id. */
  readonly carryOut: (
    commit: CaseCommit & { readonly stored: StoredCase; readonly mark: ActMark },
  ) => Promise<StoredCase | 'conflict'>;
};

/** How far the daily sweep has come, by shard. */
export type SweepStore = {
  /** The agenda days up to which each shard was signalled; shards never swept are absent. Consistent. */
  readonly sweptThrough: () => Promise<ReadonlyMap<number, BusinessDate>>;
  readonly complete: (shards: readonly number[], through: BusinessDate) => Promise<void>;
  /** How parties were contacted when the sweep ran last; undefined before it noted that. */
  readonly contactedAs: () => Promise<string | undefined>;
  /** Notes how they are contacted now and, in the same write, from where to sweep once more. */
  readonly rewind: (
    contactedAs: string,
    shards: readonly number[],
    to: BusinessDate,
  ) => Promise<void>;
};

/** What a machine that sleeps, slept or never slept has left about its wait. */
export type Wait = {
  readonly token?: string | undefined;
  /** The revision of the plan with which the machine fell asleep last. */
  readonly armedVersion?: number | undefined;
  /** When the wait ends by itself. */
  readonly dueAt?: Instant | undefined;
  /** The revision of the last signal that mattered; a plan older than that refuses to sleep. */
  readonly signalVersion?: number | undefined;
};

/** Waits of one machine, by the case or application that it carries. */
export type WaitTokens = {
  /** Consistent. */
  readonly read: (id: string) => Promise<Wait | undefined>;
  /** Raises `signalVersion` to at least this. Answers the wait as it stands afterwards. */
  readonly signal: (id: string, version: number, forgetAt?: Instant) => Promise<Wait>;
};

export type CollectionMachine = {
  /** Starts the case's first execution once, however often it is called. */
  readonly start: (input: { caseId: string; accountId: string }) => Promise<void>;
  /** Ends the wait behind the token so that the machine plans again. A token that is over is fine. */
  readonly wake: (token: string) => Promise<void>;
  /** Ends the wait behind the token, and with it the execution. A token that is over is fine. */
  readonly settle: (token: string) => Promise<void>;
  /** Answers the step behind the token. A token that is over is fine. */
  readonly answer: (token: string, result: { readonly outcome: string }) => Promise<void>;
};

/** Keeps a message of the Steps queue away from its consumers for a while. */
export type StepQueue = {
  readonly hide: (receiptHandle: string, seconds: number) => Promise<void>;
};
