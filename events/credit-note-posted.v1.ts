import * as z from 'zod';
import {
  accountId,
  businessDate,
  currency,
  domain,
  identifier,
  positiveMinor,
} from './envelope.ts';
import { allocation } from './parts.ts';

/** The ledger took a credit note. */
export const creditNotePosted = domain(
  'receivables',
  'CreditNotePosted',
  z
    .object({
      accountId,
      creditNoteNumber: identifier,
      invoiceNumber: identifier,
      amountMinor: positiveMinor,
      currency,
      credited: z
        .array(z.object({ instalment: z.int(), dueOn: businessDate, amountMinor: positiveMinor }))
        .max(60),
      released: z
        .array(allocation)
        .max(90)
        .meta({ description: 'Cash set free because less is owed' }),
    })
    .meta({ title: 'CreditNotePosted', description: 'The ledger took a credit note' }),
);

export type CreditNotePosted = z.infer<typeof creditNotePosted.data>;
