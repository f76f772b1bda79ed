import * as z from 'zod';
import { lineId } from './credit-parts.ts';
import { accountId, amountMinor, currency, domain } from './envelope.ts';
import { invoiceNumber, orderId } from './parts.ts';

/** An invoice turned what an order had reserved into a receivable. */
export const creditReservationInvoiced = domain(
  'credit',
  'CreditReservationInvoiced',
  z
    .object({
      lineId,
      orderId,
      invoiceNumber,
      accountId,
      accountVersion: z
        .int()
        .positive()
        .meta({ description: 'Of the ledger; what is older about the invoice is counted' }),
      amountMinor: amountMinor.meta({
        description: 'Of the invoice, in its currency; 0 when it was cancelled',
      }),
      currency,
      lineMinor: amountMinor.meta({ description: 'The same in the currency of the line' }),
      leftMinor: amountMinor.meta({
        description: 'What stays reserved, in the currency of the line',
      }),
    })
    .meta({
      title: 'CreditReservationInvoiced',
      description:
        'What an order had reserved is receivable by an invoice, or no longer, when that changed',
    }),
);
