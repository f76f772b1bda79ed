import * as z from 'zod';
import { accountId, currency, domain, positiveMinor } from './envelope.ts';
import { paymentId, reversalId } from './parts.ts';

/** A reversal was undone: the cash is ours again and unapplied. */
export const paymentReinstated = domain(
  'receivables',
  'PaymentReinstated',
  z
    .object({
      accountId,
      paymentId,
      reversalId,
      amountMinor: positiveMinor,
      currency,
    })
    .meta({
      title: 'PaymentReinstated',
      description: 'A reversal was undone: the cash is ours again and unapplied',
    }),
);
