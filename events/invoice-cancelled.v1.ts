import * as z from 'zod';
import { businessDate, currency, inbound } from './envelope.ts';
import { customerId, invoiceNumber, legalEntity, reason } from './parts.ts';

/** An invoice was cancelled; what was paid on it becomes unapplied cash. */
export const invoiceCancelled = inbound(
  'InvoiceCancelled',
  z
    .object({
      invoiceNumber,
      customerId,
      legalEntity,
      currency,
      cancelledOn: businessDate,
      reason,
    })
    .meta({
      title: 'InvoiceCancelled',
      description: 'An invoice was cancelled; what was paid on it becomes unapplied cash',
    }),
);
