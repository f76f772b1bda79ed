import * as z from 'zod';
import { businessDate, currency, documentMinor, inbound, webUrl } from './envelope.ts';
import { customerId, invoiceNumber, legalEntity, orderId } from './parts.ts';

/** An invoice was issued to a customer. */
export const invoiceIssued = inbound(
  'InvoiceIssued',
  z
    .object({
      invoiceNumber,
      customerId,
      legalEntity,
      currency,
      issuedOn: businessDate,
      dueOn: businessDate
        .optional()
        .meta({ description: 'For an invoice due at once; else instalments' }),
      totalMinor: documentMinor,
      instalments: z
        .array(z.object({ dueOn: businessDate, amountMinor: documentMinor }))
        .min(1)
        .max(60)
        .optional()
        .meta({ description: 'Sum equals totalMinor' }),
      orderId: orderId.optional(),
      paymentUrl: webUrl.optional(),
      documentUrl: webUrl.optional(),
      openingBalance: z
        .object({
          on: businessDate.meta({ description: 'Day on which totalMinor was what is still open' }),
        })
        .optional()
        .meta({
          title: 'Opening balance',
          description:
            'Set for an invoice brought along from another system: totalMinor is what is open of it, and it is not chased at once',
        }),
    })
    .meta({ title: 'InvoiceIssued', description: 'An invoice was issued to a customer' }),
);
