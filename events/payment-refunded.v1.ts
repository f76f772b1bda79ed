import * as z from 'zod';
import { accountId, currency, domain, positiveMinor } from './envelope.ts';

/** Cash went back to the payer by our act. */
export const paymentRefunded = domain(
  'receivables',
  'PaymentRefunded',
  z
    .object({
      accountId,
      paymentId: z.string(),
      refundId: z.string(),
      amountMinor: positiveMinor,
      currency,
    })
    .meta({ title: 'PaymentRefunded', description: 'Cash went back to the payer by our act' }),
);

export type PaymentRefunded = z.infer<typeof paymentRefunded.data>;
