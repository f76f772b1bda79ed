import type { DomainData, DomainFact } from '../../../../events/catalogue.ts';
import type { BusinessDate, Instant } from '../../calendar.ts';
import type { RiskClass } from '../../scoring/types.ts';
import type { Rate } from '../rates.ts';
import type { CreditRole } from '../types.ts';

/** Facts of a line's stream. */
export type LineFact = Extract<
  DomainFact,
  {
    type:
      | 'CreditLineActivated'
      | 'CreditLineChanged'
      | 'CreditLineClosed'
      | 'CreditReserved'
      | 'CreditReservationChanged'
      | 'CreditReservationInvoiced'
      | 'CreditReservationReleased'
      | 'CreditOrderHeld'
      | 'CreditExposureChanged'
      | 'CreditUsageWarned'
      | 'CreditLimitExceeded'
      | 'CreditHoldPlaced'
      | 'CreditHoldReleased'
      | 'CreditReviewDue'
      | 'CreditReviewQueued'
      | 'CreditReviewOverdue';
  }
>;

export type HoldReason = DomainData<'CreditHoldPlaced'>['because'][number];
export type ReviewReason = DomainData<'CreditReviewDue'>['because'];
export type QueuedReason = DomainData<'CreditReviewQueued'>['because'];

/** How much of a line is used: within the share that warns, beyond it, or beyond the limit. */
export type UsageLevel = 'within' | 'warned' | 'exceeded';

/** One line of credit: a customer of a legal entity, with its accounts in all currencies. */
export type CreditLine = {
  readonly lineId: string;
  readonly customerId: string;
  readonly legalEntity: string;
  readonly status: 'active' | 'closed';
  readonly activatedOn: BusinessDate;
  /** Of a line that is closed. */
  readonly closedOn?: BusinessDate | undefined;
  readonly applicationId: string;
  /** Of the limit and of all amounts of the line. */
  readonly currency: string;
  readonly limitMinor: number;
  readonly termsDays: number;
  readonly riskClass: RiskClass;
  readonly grade: string;
  readonly probabilityPpm?: number | undefined;
  readonly reviewOn: BusinessDate;
  readonly groupId?: string | undefined;
  /** What an insurer covers: losses up to the amount, less the part that stays with us. */
  readonly insuredMinor?: number | undefined;
  readonly coveragePercent?: number | undefined;
  /** The review that runs. */
  readonly review?:
    | {
        readonly applicationId: string;
        readonly because: ReviewReason;
        readonly dueOn: BusinessDate;
        /** From this day on it takes too long. */
        readonly overdueOn: BusinessDate;
        readonly overdue: boolean;
        /** From this day on another one may begin: this one came to nothing. */
        readonly againOn: BusinessDate;
      }
    | undefined;
  /** Why another review follows the one that runs. */
  readonly queued?: QueuedReason | undefined;
  /** When a bureau last told of news: no report received up to then counts. */
  readonly askAfter?: Instant | undefined;
  /** The day of the newest review, and how many there were that day. */
  readonly lastReview?: { readonly on: BusinessDate; readonly count: number } | undefined;
  /** Sum of what live reservations hold. */
  readonly reservedMinor: number;
  /** How many reservations hold something. */
  readonly reservedCount: number;
  readonly level: UsageLevel;
  /** How often the line left `within`; alerts are told once for each. */
  readonly episode: number;
  /** Orders are held while there is one. */
  readonly holds: readonly HoldReason[];
  /** Whose the hold of a person is. */
  readonly heldBy?: { readonly actor: string; readonly role: CreditRole } | undefined;
};

/** What an invoice of an order amounts to, as of a version of its account. */
export type OrderInvoice = {
  readonly amountMinor: number;
  readonly currency: string;
  /** The same in the currency of the line, as it was when it was counted. */
  readonly lineMinor: number;
  readonly lineCurrency: string;
  /** Of the account; what is older about this invoice is counted already. */
  readonly version: number;
};

/**
 * What a line knows of an order. `unplaced`: only an invoice of it came so far.
 * It stays after the order is over, so that nothing about it counts twice.
 */
export type Order = {
  readonly orderId: string;
  readonly status: 'unplaced' | 'reserved' | 'held' | 'cancelled' | 'expired';
  /** The highest that was heard of; 0 before the order was placed. */
  readonly revision: number;
  readonly amountMinor?: number | undefined;
  readonly currency?: string | undefined;
  readonly rate?: Rate | undefined;
  /** What it holds of the line now. */
  readonly lineMinor: number;
  readonly expiresOn?: BusinessDate | undefined;
  /** A revision that is held, while what it, or an earlier one, reserved stays. */
  readonly heldRevision?: number | undefined;
  /** The rules that held it last. */
  readonly because?: readonly string[] | undefined;
  /** By `invoiceKey`. */
  readonly invoices: Readonly<Record<string, OrderInvoice>>;
};

/**
 * The part of a line that a decision looks at. Orders and invoices that are not in the maps were
 * not looked at; `null` stands for what is known not to exist.
 */
export type LineBook = {
  readonly line: CreditLine;
  readonly orders: ReadonlyMap<string, Order | null>;
  /** The order of each invoice, by `invoiceKey`. */
  readonly invoices: ReadonlyMap<string, string | null>;
};

/** An account of the line as its ledger shows it; the cursor up to which its journal is counted. */
export type AccountFigures = {
  readonly accountId: string;
  readonly version: number;
  readonly openMinor: number;
  readonly unappliedMinor: number;
  /** Write-offs up to here have held the line, while no rate let it count what else was told. */
  readonly heldThrough?: number | undefined;
};

/** Amounts in the currency of the line. */
export type Exposure = {
  readonly exposureMinor: number;
  readonly openMinor: number;
  readonly reservedMinor: number;
  readonly unappliedMinor: number;
};

export const lineIdOf = (customerId: string, legalEntity: string): string =>
  `${customerId}|${legalEntity}`;

/** The line that covers an account, whether or not there is one. */
export const lineOfAccount = (accountId: string): string =>
  accountId.slice(0, accountId.lastIndexOf('|'));

/** Names an invoice within its line: numbers are unique in an account only. */
export const invoiceKey = (currency: string, invoiceNumber: string): string =>
  `${currency}#${invoiceNumber}`;
