import * as z from 'zod';
import { accountId, amountMinor, currency, domain } from './envelope.ts';
import { paymentId } from './parts.ts';

/** A payer tried to pay and could not. */
export const paymentFailed = domain(
  'payments',
  'PaymentFailed',
  z
    .object({
      paymentId,
      accountId: accountId.optional(),
      invoiceNumbers: z
        .array(z.string())
        .max(1000)
        .meta({ description: 'Remittance, as reported' }),
      amountMinor,
      currency,
      provider: z.string().meta({ description: 'stripe, standard-webhooks or upstream' }),
    })
    .meta({ title: 'PaymentFailed', description: 'A payer tried to pay and could not' }),
);
