import * as z from 'zod';
import {
  accountId,
  businessDate,
  currency,
  domain,
  identifier,
  positiveMinor,
  webUrl,
} from './envelope.ts';
import { instalment } from './parts.ts';

/** The ledger took an invoice. */
export const invoicePosted = domain(
  'receivables',
  'InvoicePosted',
  z
    .object({
      accountId,
      customerId: identifier,
      invoiceNumber: identifier,
      issuedOn: businessDate,
      totalMinor: positiveMinor,
      currency,
      instalments: z.array(instalment).min(1).max(60),
      orderId: identifier.optional(),
      paymentUrl: webUrl.optional(),
      documentUrl: webUrl.optional(),
    })
    .meta({ title: 'InvoicePosted', description: 'The ledger took an invoice' }),
);

export type InvoicePosted = z.infer<typeof invoicePosted.data>;
