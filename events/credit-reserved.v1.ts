import * as z from 'zod';
import { lineId, usedRate } from './credit-parts.ts';
import { amountMinor, businessDate, currency, domain, positiveMinor } from './envelope.ts';
import { orderId } from './parts.ts';

/** An order took its part of a line. */
export const creditReserved = domain(
  'credit',
  'CreditReserved',
  z
    .object({
      lineId,
      orderId,
      revision: z.int().positive().meta({ description: 'Of the order' }),
      amountMinor: positiveMinor.meta({ description: 'Of the order, integer minor units' }),
      currency,
      lineMinor: amountMinor.meta({ description: 'In the currency of the line' }),
      rate: usedRate.optional(),
      expiresOn: businessDate.meta({
        description: 'From when on it is void if nothing was billed',
      }),
    })
    .meta({ title: 'CreditReserved', description: 'An order took its part of a line' }),
);
