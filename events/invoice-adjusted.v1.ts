import * as z from 'zod';
import { businessDate, currency, identifier, inbound, signedMinor } from './envelope.ts';
import { customerId, invoiceNumber, legalEntity, reason } from './parts.ts';

/** The issued amount of an invoice changed. */
export const invoiceAdjusted = inbound(
  'InvoiceAdjusted',
  z
    .object({
      adjustmentId: identifier,
      invoiceNumber,
      customerId,
      legalEntity,
      currency,
      deltaMinor: signedMinor.meta({
        description: 'Added to the issued amount; never below zero in total',
      }),
      adjustedOn: businessDate,
      reason,
    })
    .meta({ title: 'InvoiceAdjusted', description: 'The issued amount of an invoice changed' }),
);
