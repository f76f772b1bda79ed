import * as z from 'zod';
import { accountId, businessDate, currency, domain, positiveMinor } from './envelope.ts';
import { invoiceNumber } from './parts.ts';

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
        .array(z.object({ instalment: z.int(), dueOn: businessDate, amountMinor: positiveMinor }))
        .max(60),
      reason: z.string(),
    })
    .meta({ title: 'InvoiceWrittenOff', description: 'What was open on an invoice was given up' }),
);

export type InvoiceWrittenOff = z.infer<typeof invoiceWrittenOff.data>;
