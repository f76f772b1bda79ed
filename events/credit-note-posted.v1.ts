import * as z from 'zod';
import {
  accountId,
  businessDate,
  currency,
  domain,
  identifier,
  positiveMinor,
} from './envelope.ts';
import { invoiceNumber } from './parts.ts';

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
        .array(z.object({ instalment: z.int(), dueOn: businessDate, amountMinor: positiveMinor }))
        .max(60),
    })
    .meta({ title: 'CreditNotePosted', description: 'The ledger took a credit note' }),
);

export type CreditNotePosted = z.infer<typeof creditNotePosted.data>;
