import type { DomainFact } from '../../events/catalogue.ts';
import type { BusinessDate } from '../domain/calendar.ts';
import type { Cause } from './journal.ts';

/** What a payment's own stream records: cash that nobody could place, tries that failed. */
export type PaymentNote = Extract<
  DomainFact,
  { readonly type: 'PaymentUnmatched' | 'PaymentFailed' }
>;

export type PaymentNotes = {
  /** Appends to `payment#<paymentId>`, once per `key`: a repeat changes nothing. */
  readonly record: (note: {
    readonly paymentId: string;
    readonly key: string;
    readonly note: PaymentNote;
    readonly effectiveOn: BusinessDate;
    readonly cause: Cause;
  }) => Promise<void>;
};
