import * as z from 'zod';
import { lineId } from './credit-parts.ts';
import { accountId, amountMinor, currency, domain, positiveMinor } from './envelope.ts';
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
      amountMinor: positiveMinor.meta({ description: 'Of the invoice, in its currency' }),
      currency,
      lineMinor: amountMinor.meta({ description: 'What it took off the reservation' }),
      leftMinor: amountMinor.meta({
        description: 'What stays reserved, in the currency of the line',
      }),
    })
    .meta({
      title: 'CreditReservationInvoiced',
      description: 'An invoice turned what an order had reserved into a receivable',
    }),
);
