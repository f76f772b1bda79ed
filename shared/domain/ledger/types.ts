import type { Act } from '../../../events/parts.ts';
import type { AccountCommand } from '../../ports/commands.ts';
import type { Entry } from '../../ports/journal.ts';
import type { Totals } from '../../ports/ledger.ts';
import type { BusinessDate } from '../calendar.ts';

/** Cash of one payment on one instalment. */
export type Cover = {
  readonly paymentId: string;
  readonly amountMinor: number;
  /** From this business date on, the instalment counts as covered. */
  readonly effectiveOn: BusinessDate;
};

export type Instalment = {
  /** Position within its invoice, from 1, by due date. */
  readonly instalment: number;
  readonly dueOn: BusinessDate;
  readonly issuedMinor: number;
  readonly creditedMinor: number;
  readonly writtenOffMinor: number;
  readonly covers: readonly Cover[];
  /** No cash can cover it earlier: when it was issued, last raised or last laid open. */
  readonly openSince: BusinessDate;
};

export type Invoice = {
  readonly invoiceNumber: string;
  readonly issuedOn: BusinessDate;
  /** Brought along with what was open of it `on` that day; nothing of it counts earlier. */
  readonly openingBalance?:
    | { readonly on: BusinessDate; readonly chaseFrom: BusinessDate }
    | undefined;
  readonly voided: boolean;
  /** The latest day on which something of it was credited or cancelled. */
  readonly creditedOn?: BusinessDate | undefined;
  /** Set while the customer contests it. */
  readonly disputedOn?: BusinessDate | undefined;
  /** A write-off that waits for a second person, up to this amount. */
  readonly writeOff?:
    | {
        readonly amountMinor: number;
        readonly request: Act;
        /** The day that the request counts for; older items do not know it. */
        readonly on?: BusinessDate | undefined;
        /** Up to here one person would have decided, given what was given up before. */
        readonly limitMinor?: number | undefined;
        readonly givenUpMinor?: number | undefined;
      }
    | undefined;
  readonly instalments: readonly Instalment[];
  readonly orderId?: string | undefined;
  readonly paymentUrl?: string | undefined;
  readonly documentUrl?: string | undefined;
};

export type Reversal = {
  readonly reversalId: string;
  readonly amountMinor: number;
  readonly reinstatedMinor: number;
  readonly effectiveOn: BusinessDate;
};

export type Payment = {
  readonly paymentId: string;
  readonly receivedOn: BusinessDate;
  /** Its unapplied cash cannot be used earlier: when it came in or was last set free. */
  readonly availableOn: BusinessDate;
  /** Net of what was taken back. */
  readonly receivedMinor: number;
  readonly paidMinor: number;
  readonly refundedMinor: number;
  readonly contestedMinor: number;
  readonly reversals: readonly Reversal[];
  /** Ids of what went back by refund; left out while nothing did. */
  readonly refunds?: readonly string[] | undefined;
  /** The remittance: invoices that this cash covers before all others. */
  readonly names: readonly string[];
  /** Named invoices that have not arrived; the unapplied cash is kept for them. */
  readonly waitsFor: readonly string[];
  /** A plan is still looking through the names, so the cash is not yet anybody else's. */
  readonly visiting: boolean;
};

/** The part of an account that a decision looks at: all sums, and some invoices and payments. */
export type Book = {
  readonly accountId: string;
  readonly totals: Totals;
  readonly openCount: number;
  /** Written off by one person each, none of it approved by a second since the last approval. */
  readonly aloneMinor: number;
  /** Known to exist, or known not to (`null`); what is not in the map was not looked at. */
  readonly invoices: ReadonlyMap<string, Invoice | null>;
  readonly payments: ReadonlyMap<string, Payment | null>;
};

/**
 * Work that did not fit one transaction. `release`: lay instalments open before the command can
 * be booked. `cover`: go on through the names, or the cash that waits for the invoice. `sweep`:
 * free cash onto the oldest open instalments.
 */
export type Plan = {
  readonly planId: string;
  readonly step: 'release' | 'cover' | 'sweep';
  /** How many names were looked at. */
  readonly cursor: number;
  /** Transactions done; a continuation with another number is late. */
  readonly chunk: number;
};

/** What the snapshot holds beside the version: small whatever the size of the account. */
export type Account = {
  readonly accountId: string;
  readonly version: number;
  readonly hash: string;
  readonly totals: Totals;
  readonly openCount: number;
  /** As in the book; left out while it is nothing. */
  readonly aloneMinor?: number | undefined;
  /** Part of the unapplied cash that is kept for named invoices. */
  readonly waitingMinor: number;
  readonly plannedMinor: number;
  readonly heldCount: number;
  readonly plan?: Plan | undefined;
};

export type Slice<T> = { readonly items: readonly T[]; readonly complete: boolean };

/** An open instalment as its index item shows it. */
export type OpenRef = {
  readonly invoiceNumber: string;
  readonly instalment: number;
  readonly dueOn: BusinessDate;
  readonly openMinor: number;
  readonly disputed?: boolean | undefined;
};

/** A payment with cash that is kept for nobody. */
export type FundRef = {
  readonly paymentId: string;
  readonly receivedOn: BusinessDate;
  readonly unappliedMinor: number;
};

/** Where one transaction put cash of a payment; tells where to look, not what is there now. */
export type Trail = {
  readonly sequence: number;
  readonly touched: readonly { readonly invoiceNumber: string; readonly instalment: number }[];
};

/** What a decision wants to see before it goes on. */
export type Need =
  | { readonly kind: 'invoices'; readonly numbers: readonly string[] }
  | { readonly kind: 'payments'; readonly ids: readonly string[] }
  | { readonly kind: 'open' }
  | { readonly kind: 'funds' }
  | { readonly kind: 'waits'; readonly invoiceNumber: string }
  | { readonly kind: 'trail'; readonly paymentId: string };

/** The answers, one for each kind of need; invoices and payments that do not exist are left out. */
export type Loaded = {
  readonly invoices?: readonly Invoice[];
  readonly payments?: readonly Payment[];
  readonly open?: Slice<OpenRef>;
  readonly funds?: Slice<FundRef>;
  readonly waits?: Slice<string>;
  readonly trail?: Slice<Trail>;
};

/** A command together with how it came to be decided now. */
export type Job = {
  readonly command: AccountCommand;
  /** The referent that it was held for, when it was. */
  readonly heldFor?: string | undefined;
  /** Set when an earlier transaction did a part of it. */
  readonly plan?: Plan | undefined;
  /** Account in which the payment that the command records is booked already. */
  readonly bookedIn?: string | undefined;
};

/** One transaction's worth of a job. */
export type Chunk = {
  readonly entries: readonly Entry[];
  readonly before: Book;
  readonly after: Book;
  /** Set when work is left; the next chunk starts from here. */
  readonly plan?: Plan | undefined;
  readonly plannedMinor: number;
  /** The command waits under this referent. */
  readonly holdFor?: string | undefined;
  /** Index entries that were used up. */
  readonly spentWaits: readonly { readonly invoiceNumber: string; readonly paymentId: string }[];
  readonly spentTrails: readonly { readonly paymentId: string; readonly sequence: number }[];
  /** What exists from now on, that a held command may wait for. */
  readonly introduces?: string | undefined;
  /** The code, when a rule refused the command. Without an entry there is nothing to commit. */
  readonly refused?: string | undefined;
  /** Why it was refused, for a person. */
  readonly message?: string | undefined;
};
