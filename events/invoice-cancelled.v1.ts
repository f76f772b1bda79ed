import * as z from 'zod';
import { businessDate, currency, identifier, inbound } from './envelope.ts';
import { legalEntity } from './parts.ts';

/** An invoice was cancelled; what was paid on it becomes unapplied cash. */
export const invoiceCancelled = inbound(
  'InvoiceCancelled',
  z
    .object({
      invoiceNumber: identifier,
      customerId: identifier,
      legalEntity: legalEntity,
      currency,
      cancelledOn: businessDate,
      reason: z.string().min(1).max(200),
    })
    .meta({
      title: 'InvoiceCancelled',
      description: 'An invoice was cancelled; what was paid on it becomes unapplied cash',
    }),
);

export type InvoiceCancelled = z.infer<typeof invoiceCancelled.data>;
