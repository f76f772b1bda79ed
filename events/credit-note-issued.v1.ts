import * as z from 'zod';
import { businessDate, currency, documentMinor, identifier, inbound } from './envelope.ts';
import { customerId, invoiceNumber, legalEntity, reason } from './parts.ts';

/** A credit note against one invoice. */
export const creditNoteIssued = inbound(
  'CreditNoteIssued',
  z
    .object({
      creditNoteNumber: identifier,
      invoiceNumber,
      customerId,
      legalEntity,
      currency,
      amountMinor: documentMinor,
      issuedOn: businessDate,
      reason: reason.optional(),
    })
    .meta({ title: 'CreditNoteIssued', description: 'A credit note against one invoice' }),
);
