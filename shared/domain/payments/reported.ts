import type { PaymentReported } from '../../../events/payment-reported.v1.ts';
import { businessDate } from '../calendar.ts';
import type { PaymentFact } from './facts.ts';

/** Payments of the bus share one space of ids: upstream systems agree on them, as on invoice numbers. */
const provider = 'upstream';
const scoped = (id: string): string => `${provider}:${id}`;

/**
 * A payment that a bank feed or a cashier reported. The door has seen to it that refunds,
 * disputes and reversals carry an `objectId`; a failed try without one is told by its day.
 */
export const readReportedPayment = (data: PaymentReported): PaymentFact => {
  const common = {
    provider,
    paymentId: scoped(data.paymentId),
    amountMinor: data.amountMinor,
    currency: data.currency,
    when: { on: businessDate(data.receivedOn) },
    remittance: {
      accountId: data.accountId,
      customerId: data.customerId,
      legalEntity: data.legalEntity,
      invoiceNumbers: [...new Set(data.invoiceNumbers)],
      unreadable: [],
    },
  };
  const objectId = scoped(data.objectId ?? `${data.paymentId}@${data.receivedOn}`);
  switch (data.kind) {
    case 'succeeded':
      return { ...common, kind: 'received' };
    case 'failed':
      return { ...common, kind: 'failed', attempt: objectId };
    case 'refunded':
      return { ...common, kind: 'refunded', refundId: objectId };
    case 'disputed':
      return { ...common, kind: 'contested', disputeId: objectId };
    case 'reversed':
      return { ...common, kind: 'reversed', reversalId: objectId, reason: 'returned' };
    case 'reinstated':
      return { ...common, kind: 'reinstated', reversalId: objectId };
  }
};
