import * as z from 'zod';
import { accountId, currency, domain } from './envelope.ts';
import { allocation, paymentId } from './parts.ts';

/** Allocations of a payment were undone; the cash is unapplied again. */
export const cashReleased = domain(
  'receivables',
  'CashReleased',
  z
    .object({
      accountId,
      paymentId,
      currency,
      released: z
        .array(allocation)
        .min(1)
        .max(90)
        .meta({ description: 'Allocations that were undone' }),
      reason: z.enum(['refunded', 'reversed', 'less-owed', 'reallocated']).meta({
        description:
          'The payer got it back, the bank took it back, the invoice shrank, or it is put elsewhere',
      }),
    })
    .meta({
      title: 'CashReleased',
      description: 'Allocations of a payment were undone; the cash is unapplied again',
    }),
);
