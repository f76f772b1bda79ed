import * as z from 'zod';
import { accountId, currency, domain, positiveMinor } from './envelope.ts';
import { act, paymentId, refundId } from './parts.ts';

/** Cash went back to the payer by our act. */
export const paymentRefunded = domain(
  'receivables',
  'PaymentRefunded',
  z
    .object({
      accountId,
      paymentId,
      refundId,
      amountMinor: positiveMinor,
      currency,
      act: act.optional().meta({ description: 'Who recorded it, when a person did' }),
    })
    .meta({ title: 'PaymentRefunded', description: 'Cash went back to the payer by our act' }),
);
