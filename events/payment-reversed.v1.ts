import * as z from 'zod';
import { accountId, currency, domain, positiveMinor } from './envelope.ts';
import { act, paymentId, reversalId } from './parts.ts';

/** Cash was taken back by the payer or the bank. */
export const paymentReversed = domain(
  'receivables',
  'PaymentReversed',
  z
    .object({
      accountId,
      paymentId,
      reversalId,
      amountMinor: positiveMinor,
      currency,
      reason: z
        .enum(['chargeback', 'returned', 'error'])
        .meta({ description: 'Who took it back: card network, bank, or a correction' }),
      act: act.optional().meta({ description: 'Who corrected it, when a person did' }),
    })
    .meta({
      title: 'PaymentReversed',
      description: 'Cash was taken back by the payer or the bank',
    }),
);
