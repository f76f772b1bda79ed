import * as z from 'zod';
import { accountId, currency, domain, positiveMinor } from './envelope.ts';
import { act, instalment, invoiceNumber, reason } from './parts.ts';

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
      act: act.optional().meta({ description: 'Who gave it up, or approved it above the limit' }),
      request: act.optional().meta({ description: 'Who asked for it, when it had to be approved' }),
    })
    .meta({ title: 'InvoiceWrittenOff', description: 'What was open on an invoice was given up' }),
);
