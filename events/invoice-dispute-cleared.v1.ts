import * as z from 'zod';
import { accountId, amountMinor, currency, domain } from './envelope.ts';
import { act, invoiceNumber } from './parts.ts';

/** The dispute of an invoice is over: what is open on it is chased again. */
export const invoiceDisputeCleared = domain(
  'receivables',
  'InvoiceDisputeCleared',
  z
    .object({
      accountId,
      invoiceNumber,
      openMinor: amountMinor.meta({ description: 'What is open on it, integer minor units' }),
      currency,
      act,
    })
    .meta({
      title: 'InvoiceDisputeCleared',
      description: 'The dispute of an invoice is over, and what is open on it is chased again',
    }),
);
