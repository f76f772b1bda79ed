import * as z from 'zod';
import { accountId, businessDate, currency, domain, positiveMinor, webUrl } from './envelope.ts';
import { customerId, instalment, invoiceNumber, openingBalance, orderId } from './parts.ts';

/** The ledger took an invoice. */
export const invoicePosted = domain(
  'receivables',
  'InvoicePosted',
  z
    .object({
      accountId,
      customerId,
      invoiceNumber,
      issuedOn: businessDate,
      totalMinor: positiveMinor,
      currency,
      instalments: z
        .array(instalment)
        .min(1)
        .max(60)
        .meta({ description: 'Sum equals totalMinor' }),
      orderId: orderId.optional(),
      paymentUrl: webUrl.optional(),
      documentUrl: webUrl.optional(),
      openingBalance: openingBalance.optional(),
    })
    .meta({ title: 'InvoicePosted', description: 'The ledger took an invoice' }),
);
