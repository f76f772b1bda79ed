import * as z from 'zod';
import { accountId, currency, domain, positiveMinor } from './envelope.ts';
import { act, invoiceNumber } from './parts.ts';

/** The customer contests an invoice: it is owed on and not chased until the dispute is cleared. */
export const invoiceDisputed = domain(
  'receivables',
  'InvoiceDisputed',
  z
    .object({
      accountId,
      invoiceNumber,
      openMinor: positiveMinor.meta({ description: 'What was open on it, integer minor units' }),
      currency,
      act,
    })
    .meta({
      title: 'InvoiceDisputed',
      description: 'The customer contests an invoice, which is not chased until this is cleared',
    }),
);
