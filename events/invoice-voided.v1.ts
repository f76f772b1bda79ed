import * as z from 'zod';
import { accountId, amountMinor, businessDate, currency, domain, identifier } from './envelope.ts';
import { allocation } from './parts.ts';

/** A posted invoice was cancelled. */
export const invoiceVoided = domain(
  'receivables',
  'InvoiceVoided',
  z
    .object({
      accountId,
      invoiceNumber: identifier,
      creditedMinor: amountMinor.meta({ description: 'What was issued and not yet credited' }),
      currency,
      reason: z.string(),
      credited: z
        .array(z.object({ instalment: z.int(), dueOn: businessDate, amountMinor }))
        .max(60),
      released: z.array(allocation).max(90),
    })
    .meta({ title: 'InvoiceVoided', description: 'A posted invoice was cancelled' }),
);

export type InvoiceVoided = z.infer<typeof invoiceVoided.data>;
