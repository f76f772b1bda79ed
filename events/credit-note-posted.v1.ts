import * as z from 'zod';
import { accountId, currency, domain, identifier, positiveMinor } from './envelope.ts';
import { instalment, invoiceNumber } from './parts.ts';

/** The ledger took a credit note. */
export const creditNotePosted = domain(
  'receivables',
  'CreditNotePosted',
  z
    .object({
      accountId,
      creditNoteNumber: identifier,
      invoiceNumber,
      amountMinor: positiveMinor,
      currency,
      credited: z
        .array(instalment)
        .max(60)
        .meta({ description: 'What is no longer owed, by instalment' }),
    })
    .meta({ title: 'CreditNotePosted', description: 'The ledger took a credit note' }),
);
