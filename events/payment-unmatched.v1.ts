import * as z from 'zod';
import { accountId, currency, domain, positiveMinor } from './envelope.ts';
import { paymentId } from './parts.ts';

/** Cash names invoices that nobody has seen, or no account at all. */
export const paymentUnmatched = domain(
  'receivables',
  'PaymentUnmatched',
  z
    .object({
      paymentId,
      accountId: accountId.optional(),
      amountMinor: positiveMinor,
      currency,
      invoiceNumbers: z
        .array(z.string())
        .max(1000)
        .meta({ description: 'Remittance, as reported' }),
      waits: z.literal(true).optional().meta({
        description: 'Set when it is matched by itself as soon as what it names arrives',
      }),
      reason: z.string().meta({ description: 'Why no account takes it, in words for a person' }),
    })
    .meta({
      title: 'PaymentUnmatched',
      description: 'Cash names invoices that nobody has seen, or no account at all',
    }),
);
