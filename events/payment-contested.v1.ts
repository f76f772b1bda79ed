import * as z from 'zod';
import { accountId, currency, domain, positiveMinor } from './envelope.ts';
import { disputeId, paymentId } from './parts.ts';

/** The payer contests a payment; the cash has not moved yet. */
export const paymentContested = domain(
  'receivables',
  'PaymentContested',
  z
    .object({
      accountId,
      paymentId,
      disputeId,
      amountMinor: positiveMinor,
      currency,
    })
    .meta({
      title: 'PaymentContested',
      description: 'The payer contests a payment; the cash has not moved yet',
    }),
);
