import type { BusinessDate, Instant, Zone } from '../calendar.ts';
import type { ContactMode } from '../contact/mode.ts';
import type { CreditStanding } from './segment.ts';
import type { Stage, StepAction } from './strategy.ts';

/** One open instalment of the account. */
export type OpenItem = {
  readonly invoiceNumber: string;
  readonly instalment: number;
  readonly dueOn: BusinessDate;
  /** Integer minor units of the account's currency, above zero. */
  readonly openMinor: number;
  /** Disputed items stay in the ledger and leave chasing, lateness and messages. */
  readonly disputed: boolean;
  /** Until this day of its party's zone, so does what was brought along from another system. */
  readonly chaseFrom?: BusinessDate | undefined;
  readonly paymentUrl?: string | undefined;
  readonly documentUrl?: string | undefined;
};

/** What the ledger says about an account at one moment. */
export type AccountPosition = {
  readonly currency: string;
  /** Cash on the account that is not, or not yet, allocated: it reduces what is chased. */
  readonly availableMinor: number;
  /** Cash, on top of that, which is about to be allocated to these invoices before all others. */
  readonly planned: { readonly amountMinor: number; readonly invoiceNumbers: readonly string[] };
  /** By due date, oldest first. */
  readonly items: readonly OpenItem[];
};

/** What a person was asked to do on a case and has not done yet. */
export type CaseTask = {
  readonly taskId: string;
  readonly role: string;
  readonly dueOn: BusinessDate;
  /** Of a simulation. */
  readonly mode?: 'shadow' | undefined;
  /** Who took it upon himself. */
  readonly claimedBy?: string | undefined;
};

/** A message of the administrative stage that left, and is not known to have reached nobody. */
export type Notice = {
  /** Of its step; see `keyOf`. */
  readonly key: string;
  readonly on: BusinessDate;
  /** Of an episode of lateness before, or of an effort before. */
  readonly earlier?: true | undefined;
  /** Days since then on which the case was on hold before `hold`. */
  readonly pausedDays?: number | undefined;
};

/** A collection effort on an account, the current or the last one. */
export type CaseState = {
  readonly caseId: string;
  readonly accountId: string;
  readonly partyId: string;
  /** First, second, ... effort on the account. */
  readonly sequence: number;
  readonly strategy: { readonly name: string; readonly version: number };
  /** What the customer's line of credit said when it opened. */
  readonly credit?: CreditStanding | undefined;
  readonly status: 'open' | 'closed';
  /** Undefined until the first step is carried out. */
  readonly stage?: Stage | undefined;
  readonly stageEnteredOn?: BusinessDate | undefined;
  /** By preventive step, the last due date that it announced; outlives the case. */
  readonly announced: Readonly<Record<string, BusinessDate>>;
  /** `step@anchor` of what was carried out, by earlier cases too, oldest first, bounded. */
  readonly performed: readonly string[];
  /** Keys of steps whose message reached nobody and which were not done once more yet. */
  readonly undelivered?: readonly string[] | undefined;
  /** Notices that stand, oldest first, bounded; undefined in snapshots of before they were kept. */
  readonly notices?: readonly Notice[] | undefined;
  /** When a notice was last tried, whatever came of it. */
  readonly noticeTriedOn?: BusinessDate | undefined;
  /** By key, until when steps are held back; snapshots of before hold a single one, with its key. */
  readonly deferred?:
    | Readonly<Record<string, Instant>>
    | { readonly key: string; readonly until: Instant }
    | undefined;
  /** Which of the performed steps were only simulated; undefined when nothing was. */
  readonly simulated?: readonly string[] | undefined;
  /** From the day `from` on nothing happens by itself, before the day `until`. */
  readonly hold?: { readonly from: BusinessDate; readonly until: BusinessDate } | undefined;
  /** Days of the present stage on which the case was on hold before `hold`. */
  readonly pausedDays?: number | undefined;
  /** Tasks that nobody has done yet. */
  readonly tasks?: readonly CaseTask[] | undefined;
  /** What was owed when a person closed the case: by itself it opens none again. */
  readonly letGo?:
    | readonly { readonly invoiceNumber: string; readonly instalment: number }[]
    | undefined;
  /** What somebody else collects: whatever case is open, it is not chased, counted or listed. */
  readonly handedOff?: CaseState['letGo'];
  /** Whether people were told that this effort is above the threshold. */
  readonly thresholdExceeded: boolean;
};

/** Identifies a step within a case: once per late episode, not once per case. */
export type StepKey = {
  readonly step: string;
  readonly anchorOn: BusinessDate;
  /** The step once more, on its other channel, because its message reached nobody. */
  readonly fallback?: true | undefined;
  /** The how-manieth time once more, because no notice of the case stands. */
  readonly again?: number | undefined;
};

/** What the contact rules and the party's contact log mean for planning. */
export type Desk = {
  readonly zone: Zone;
  /** How the party is contacted now. */
  readonly mode: ContactMode;
  /** Stretches of a day in which steps happen, in order; none on days without contact. */
  readonly windowsOn: (
    channel: 'email' | 'sms',
    on: BusinessDate,
  ) => readonly { readonly opensAt: Instant; readonly closesAt: Instant }[];
  /** First moment from `from` on at which the gate would let the message pass; undefined for never. */
  readonly earliest: (key: StepKey, channel: 'email' | 'sms', from: Instant) => Instant | undefined;
};

/** The next thing to do on a case. */
export type Act = StepKey & {
  readonly stage: Stage;
  readonly dueAt: Instant;
  /** `enter` only moves the case: every step of the stage was carried out for this anchor before. */
  readonly action: StepAction | { readonly kind: 'enter' };
  /** For preventive messages, the last due date that this one announces. */
  readonly announcedThrough?: BusinessDate | undefined;
};

/**
 * - `wait`: the act is due at `act.dueAt`, which may be now or past.
 * - `idle`: something is owed, and the strategy has no further step for it.
 * - `close`: nothing announced, overdue or about to be announced is open.
 *
 * `lookAt`, always to come: no notice can reach the party now, and one may be able to by then.
 */
export type Plan =
  | { readonly next: 'wait'; readonly act: Act; readonly lookAt?: Instant | undefined }
  | { readonly next: 'idle'; readonly stage: Stage; readonly lookAt?: Instant | undefined }
  | { readonly next: 'close' };
