import * as z from 'zod';
import { accountId, currency, domain, positiveMinor } from './envelope.ts';
import { instalment, invoiceNumber, reason } from './parts.ts';

/** What was open on an invoice was given up. */
export const invoiceWrittenOff = domain(
  'receivables',
  'InvoiceWrittenOff',
  z
    .object({
      accountId,
      invoiceNumber,
      amountMinor: positiveMinor,
      currency,
      writtenOff: z
        .array(instalment)
        .max(60)
        .meta({ description: 'What was given up, by instalment' }),
      reason,
    })
    .meta({ title: 'InvoiceWrittenOff', description: 'What was open on an invoice was given up' }),
);
