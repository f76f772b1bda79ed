import * as z from 'zod';
import { businessDate, currency, identifier, inbound, positiveMinor } from './envelope.ts';
import { legalEntity } from './parts.ts';

/** A credit note against one invoice. */
export const creditNoteIssued = inbound(
  'CreditNoteIssued',
  z
    .object({
      creditNoteNumber: identifier,
      invoiceNumber: identifier,
      customerId: identifier,
      legalEntity: legalEntity,
      currency,
      amountMinor: positiveMinor,
      issuedOn: businessDate,
      reason: z.string().min(1).max(200).optional(),
    })
    .meta({ title: 'CreditNoteIssued', description: 'A credit note against one invoice' }),
);

export type CreditNoteIssued = z.infer<typeof creditNoteIssued.data>;
