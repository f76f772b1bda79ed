import * as z from 'zod';
import { lineId, usedRate } from './credit-parts.ts';
import { amountMinor, businessDate, currency, domain, positiveMinor } from './envelope.ts';
import { orderId } from './parts.ts';

/** A later revision of an order takes another part of the line. */
export const creditReservationChanged = domain(
  'credit',
  'CreditReservationChanged',
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
    .meta({
      title: 'CreditReservationChanged',
      description: 'A later revision of an order takes another part of the line',
    }),
);
