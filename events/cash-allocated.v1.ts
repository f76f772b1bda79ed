import * as z from 'zod';
import { accountId, currency, domain, identifier } from './envelope.ts';
import { allocation, paymentId } from './parts.ts';

/** Unapplied cash of one payment covered instalments. */
export const cashAllocated = domain(
  'receivables',
  'CashAllocated',
  z
    .object({
      accountId,
      paymentId,
      currency,
      allocations: z
        .array(allocation)
        .min(1)
        .max(90)
        .meta({ description: 'Which instalments it covers' }),
      settledInvoices: z
        .array(identifier)
        .max(90)
        .meta({ description: 'Invoices with nothing open any more' }),
    })
    .meta({
      title: 'CashAllocated',
      description: 'Unapplied cash of one payment covered instalments',
    }),
);
