import * as z from 'zod';
import { accountId, businessDate, currency, domain, identifier, signedMinor } from './envelope.ts';
import { invoiceNumber, position, reason } from './parts.ts';

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
      reason,
      changes: z
        .array(
          z.object({
            instalment: position,
            dueOn: businessDate,
            deltaMinor: z.int().meta({ description: 'Added to it, integer minor units' }),
          }),
        )
        .max(60)
        .meta({ description: 'Where the amount changed' }),
    })
    .meta({
      title: 'InvoiceAmended',
      description: 'The issued amount of a posted invoice changed',
    }),
);
