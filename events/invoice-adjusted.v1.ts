import * as z from 'zod';
import { businessDate, currency, identifier, inbound, signedMinor } from './envelope.ts';
import { legalEntity } from './parts.ts';

/** The issued amount of an invoice changed. */
export const invoiceAdjusted = inbound(
  'InvoiceAdjusted',
  z
    .object({
      adjustmentId: identifier,
      invoiceNumber: identifier,
      customerId: identifier,
      legalEntity: legalEntity,
      currency,
      deltaMinor: signedMinor.meta({
        description: 'Added to the issued amount; never below zero in total',
      }),
      adjustedOn: businessDate,
      reason: z.string().min(1).max(200),
    })
    .meta({ title: 'InvoiceAdjusted', description: 'The issued amount of an invoice changed' }),
);

export type InvoiceAdjusted = z.infer<typeof invoiceAdjusted.data>;
