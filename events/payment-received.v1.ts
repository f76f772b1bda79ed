import * as z from 'zod';
import { accountId, currency, domain, identifier, positiveMinor } from './envelope.ts';
import { paymentId } from './parts.ts';

/** Cash arrived; it is unapplied until allocations say otherwise. */
export const paymentReceived = domain(
  'receivables',
  'PaymentReceived',
  z
    .object({
      accountId,
      paymentId,
      amountMinor: positiveMinor,
      currency,
      invoiceNumbers: z
        .array(identifier)
        .max(1000)
        .meta({ description: 'Remittance, as reported, without repeats' }),
    })
    .meta({
      title: 'PaymentReceived',
      description: 'Cash arrived; it is unapplied until allocations say otherwise',
    }),
);
