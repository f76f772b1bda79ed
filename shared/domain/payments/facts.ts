import type { BusinessDate, Instant } from '../calendar.ts';
import type { Problem } from '../inbound/problems.ts';

/** Who a payment is said to be for. Everything is as the payer or an upstream system put it. */
export type Remittance = {
  readonly accountId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly legalEntity?: string | undefined;
  readonly invoiceNumbers: readonly string[];
  /**
   * Fields whose content cannot name anything of ours, such as an invoice number with a space in
   * it. Cash is not refused for that. Only the fields: the content may be anything, names too.
   */
  readonly unreadable: readonly string[];
};

/** A moment, dated in the creditor's zone later, or a value date that the sender already knows. */
export type When = { readonly at: Instant } | { readonly on: BusinessDate };

type OfPayment = {
  /** Who told us: `stripe`, `standard-webhooks`, or `upstream` for the bus. */
  readonly provider: string;
  /** `<provider>:<id at the provider>`, so that two providers may use one id. */
  readonly paymentId: string;
  /** Integer minor units of ISO 4217, above zero. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly when: When;
  readonly remittance: Remittance;
};

/**
 * What happened to money: the payment, refund or dispute itself. Several events and deliveries
 * that tell of one of these carry the same ids and are applied once.
 *
 * - `received`: cash came in.
 * - `failed`: nothing moved; `attempt` tells one try of a payer from the next.
 * - `refunded`: cash went back by our act.
 * - `contested`: the payer's bank asks; the cash is still ours.
 * - `reversed`: the cash was taken back.
 * - `reinstated`: a reversal was undone.
 */
export type PaymentFact = OfPayment &
  (
    | { readonly kind: 'received' }
    | { readonly kind: 'failed'; readonly attempt: string }
    | { readonly kind: 'refunded'; readonly refundId: string }
    | { readonly kind: 'contested'; readonly disputeId: string }
    | {
        readonly kind: 'reversed';
        readonly reversalId: string;
        readonly reason: 'chargeback' | 'returned' | 'error';
      }
    | { readonly kind: 'reinstated'; readonly reversalId: string }
  );

/** What a provider's event means to a ledger. `ignored` says why in a few words, for the log. */
export type Reading =
  | { readonly reading: 'fact'; readonly fact: PaymentFact }
  | { readonly reading: 'ignored'; readonly why: string }
  | { readonly reading: 'malformed'; readonly problems: readonly Problem[] };

export const fact = (of: PaymentFact): Reading => ({ reading: 'fact', fact: of });
export const ignored = (why: string): Reading => ({ reading: 'ignored', why });
export const malformed = (problems: readonly Problem[]): Reading => ({
  reading: 'malformed',
  problems,
});
