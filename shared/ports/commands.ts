import type { CustomerUpserted } from '../../events/customer-upserted.v1.ts';
import type { Act } from '../../events/parts.ts';
import type { Instant } from '../domain/calendar.ts';
import type { Cause } from './journal.ts';

/** Everything that may be asked of an account's ledger, as it travels on the AccountCommands queue. */
export type AccountCommand = {
  readonly inputId: string;
  readonly accountId: string;
  readonly cause: Cause;
  /** Of a payment's amounts, as reported: an account in another one refuses the command. */
  readonly currency?: string | undefined;
  /**
   * Set when a person asked for it: it is decided at once, so it never waits for what it refers
   * to, and what it breaks is told to the person instead of the journal.
   */
  readonly act?: Act | undefined;
} & (
  | {
      readonly kind: 'issue-invoice';
      readonly customerId: string;
      readonly invoiceNumber: string;
      readonly issuedOn: string;
      readonly totalMinor: number;
      readonly instalments: readonly { readonly dueOn: string; readonly amountMinor: number }[];
      readonly orderId?: string | undefined;
      readonly paymentUrl?: string | undefined;
      readonly documentUrl?: string | undefined;
      /** What is open on that day of an invoice of another system, and when it is chased at last. */
      readonly openingBalance?: { readonly on: string; readonly chaseFrom: string } | undefined;
    }
  | {
      readonly kind: 'adjust-invoice';
      readonly adjustmentId: string;
      readonly invoiceNumber: string;
      readonly deltaMinor: number;
      readonly adjustedOn: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'cancel-invoice';
      readonly invoiceNumber: string;
      readonly cancelledOn: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'post-credit-note';
      readonly creditNoteNumber: string;
      readonly invoiceNumber: string;
      readonly amountMinor: number;
      readonly issuedOn: string;
    }
  | {
      readonly kind: 'record-payment';
      readonly paymentId: string;
      readonly amountMinor: number;
      readonly receivedOn: string;
      readonly invoiceNumbers: readonly string[];
    }
  | {
      readonly kind: 'refund-payment';
      readonly paymentId: string;
      readonly refundId: string;
      readonly amountMinor: number;
      readonly refundedOn: string;
    }
  | {
      readonly kind: 'reverse-payment';
      readonly paymentId: string;
      readonly reversalId: string;
      /** All that is left of the payment when it is left out. */
      readonly amountMinor?: number | undefined;
      readonly reversedOn: string;
      readonly reason: 'chargeback' | 'returned' | 'error';
    }
  | {
      readonly kind: 'reinstate-payment';
      readonly paymentId: string;
      readonly reversalId: string;
      readonly amountMinor: number;
      readonly reinstatedOn: string;
    }
  | {
      readonly kind: 'contest-payment';
      readonly paymentId: string;
      readonly disputeId: string;
      readonly amountMinor: number;
      readonly contestedOn: string;
    }
  | {
      /** Moves no money: what a promise was worth counts when credit is decided. */
      readonly kind: 'note-broken-promise';
      readonly promiseId: string;
      readonly amountMinor: number;
      readonly promisedOn: string;
    }
  | {
      readonly kind: 'write-off-invoice';
      readonly invoiceNumber: string;
      readonly writtenOffOn: string;
      readonly reason: string;
      /** More than this is not given up but asked for, and waits for a second person. */
      readonly limitMinor?: number | undefined;
    }
  | {
      readonly kind: 'approve-write-off' | 'reject-write-off';
      readonly act: Act;
      readonly invoiceNumber: string;
      /** The act that asked for it. */
      readonly requestId: string;
      readonly decidedOn: string;
    }
  | {
      readonly kind: 'reallocate-payment';
      readonly act: Act;
      readonly paymentId: string;
      /** Covered before all others, in this order; all of them known. */
      readonly invoiceNumbers: readonly string[];
      readonly reallocatedOn: string;
    }
  | {
      readonly kind: 'dispute-invoice';
      readonly act: Act;
      readonly invoiceNumber: string;
      readonly disputedOn: string;
    }
  | {
      readonly kind: 'clear-dispute';
      readonly act: Act;
      readonly invoiceNumber: string;
      readonly clearedOn: string;
    }
  | { readonly kind: 'continue-plan'; readonly planId: string; readonly chunk: number }
);

/**
 * What the PartyCommands queue carries, in the FIFO group of its party: a customer as upstream
 * knew it at `occurredAt`. Customers of one party come in any order, repeated or late.
 */
export type PartyCommand = {
  /** `customer:<customerId>:<eventId>`. */
  readonly inputId: string;
  /** The one that upstream names, or the customer itself. */
  readonly partyId: string;
  readonly cause: Cause;
  readonly occurredAt: Instant;
  readonly customer: CustomerUpserted;
};
