import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { act, paymentId, remittance } from './parts.ts';

/** A person said which invoices the cash of a payment is for; it left all others. */
export const paymentReallocated = domain(
  'receivables',
  'PaymentReallocated',
  z
    .object({
      accountId,
      paymentId,
      invoiceNumbers: remittance
        .min(1)
        .meta({ description: 'The invoices that it covers before all others' }),
      act,
    })
    .meta({
      title: 'PaymentReallocated',
      description: 'A person said which invoices the cash of a payment is for',
    }),
);
