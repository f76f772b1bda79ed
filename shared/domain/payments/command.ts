import type { Cause } from '../../ports/journal.ts';
import type { ParkedCommand } from '../../ports/ledger.ts';
import { type BusinessDate, dateIn, type Zone } from '../calendar.ts';
import type { PaymentFact } from './facts.ts';

/** The value date: as reported, or the day of the moment in the zone that the book is kept in. */
export const valueDateOf = ({ when }: PaymentFact, bookZone: Zone): BusinessDate =>
  'on' in when ? when.on : dateIn(bookZone, when.at);

/** A fact that moves or marks cash; failed tries do neither. */
export type CashFact = Exclude<PaymentFact, { readonly kind: 'failed' }>;

/** The natural key of the fact: whichever event or delivery brought it, it is applied once. */
export const inputIdOf = (fact: PaymentFact): string => {
  switch (fact.kind) {
    case 'received':
      return `payment:${fact.paymentId}`;
    case 'failed':
      return `failure:${fact.attempt}`;
    case 'refunded':
      return `refund:${fact.refundId}`;
    case 'contested':
      return `contest:${fact.disputeId}`;
    case 'reversed':
      return `reversal:${fact.reversalId}`;
    case 'reinstated':
      return `reinstatement:${fact.reversalId}`;
  }
};

/** What the account's ledger is asked to do; the account itself is found elsewhere. */
export const commandOf = (fact: CashFact, bookZone: Zone, cause: Cause): ParkedCommand => {
  const on = valueDateOf(fact, bookZone);
  const { paymentId, amountMinor, currency } = fact;
  const common = { inputId: inputIdOf(fact), cause, paymentId, amountMinor, currency };
  switch (fact.kind) {
    case 'received':
      return {
        ...common,
        kind: 'record-payment',
        receivedOn: on,
        invoiceNumbers: fact.remittance.invoiceNumbers,
      };
    case 'refunded':
      return { ...common, kind: 'refund-payment', refundId: fact.refundId, refundedOn: on };
    case 'contested':
      return { ...common, kind: 'contest-payment', disputeId: fact.disputeId, contestedOn: on };
    case 'reversed':
      return {
        ...common,
        kind: 'reverse-payment',
        reversalId: fact.reversalId,
        reversedOn: on,
        reason: fact.reason,
      };
    case 'reinstated':
      return {
        ...common,
        kind: 'reinstate-payment',
        reversalId: fact.reversalId,
        reinstatedOn: on,
      };
  }
};
