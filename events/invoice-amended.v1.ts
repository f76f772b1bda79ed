import * as z from 'zod';
import { accountId, businessDate, currency, domain, identifier, signedMinor } from './envelope.ts';
import { invoiceNumber } from './parts.ts';

/** The issued amount of a posted invoice changed. */
export const invoiceAmended = domain(
  'receivables',
  'InvoiceAmended',
  z
    .object({
      accountId,
      invoiceNumber,
      adjustmentId: identifier,
      deltaMinor: signedMinor,
      currency,
      reason: z.string(),
      changes: z
        .array(z.object({ instalment: z.int(), dueOn: businessDate, deltaMinor: z.int() }))
        .max(60),
    })
    .meta({
      title: 'InvoiceAmended',
      description: 'The issued amount of a posted invoice changed',
    }),
);

export type InvoiceAmended = z.infer<typeof invoiceAmended.data>;
