import * as z from 'zod';
import {
  accountId,
  businessDate,
  currency,
  documentMinor,
  identifier,
  inbound,
} from './envelope.ts';
import { customerId, legalEntity, remittance } from './parts.ts';

/** Cash reported by a bank feed or a cashier, or what became of it. */
export const paymentReported = inbound(
  'PaymentReported',
  z
    .object({
      paymentId: identifier,
      kind: z
        .enum(['succeeded', 'failed', 'refunded', 'disputed', 'reversed', 'reinstated'])
        .default('succeeded')
        .meta({ description: 'What became of the payment' }),
      objectId: identifier.optional().meta({
        description: 'The refund or dispute itself when kind is not succeeded',
      }),
      accountId: accountId.optional(),
      customerId: customerId.optional(),
      legalEntity,
      invoiceNumbers: remittance.default([]),
      amountMinor: documentMinor,
      currency,
      receivedOn: businessDate,
    })
    .meta({
      title: 'PaymentReported',
      description: 'Cash reported by a bank feed or a cashier, or what became of it',
    }),
);

export type PaymentReported = z.infer<typeof paymentReported.data>;
