import * as z from 'zod';
import { accountId, amountMinor, currency, domain } from './envelope.ts';
import { instalment, invoiceNumber, reason } from './parts.ts';

/** A posted invoice was cancelled. */
export const invoiceVoided = domain(
  'receivables',
  'InvoiceVoided',
  z
    .object({
      accountId,
      invoiceNumber,
      creditedMinor: amountMinor.meta({ description: 'What was issued and not yet credited' }),
      currency,
      reason,
      credited: z
        .array(instalment)
        .max(60)
        .meta({ description: 'What is no longer owed, by instalment' }),
    })
    .meta({ title: 'InvoiceVoided', description: 'A posted invoice was cancelled' }),
);
