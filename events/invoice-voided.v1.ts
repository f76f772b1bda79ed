import * as z from 'zod';
import {
  accountId,
  amountMinor,
  businessDate,
  currency,
  domain,
  positiveMinor,
} from './envelope.ts';
import { invoiceNumber } from './parts.ts';

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
      reason: z.string(),
      credited: z
        .array(z.object({ instalment: z.int(), dueOn: businessDate, amountMinor: positiveMinor }))
        .max(60),
    })
    .meta({ title: 'InvoiceVoided', description: 'A posted invoice was cancelled' }),
);

export type InvoiceVoided = z.infer<typeof invoiceVoided.data>;
