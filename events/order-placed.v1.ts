import * as z from 'zod';
import { currency, documentMinor, foreignInstant, inbound } from './envelope.ts';
import { customerId, legalEntity, orderId } from './parts.ts';

/** A customer placed or changed an order that is to be billed later. */
export const orderPlaced = inbound(
  'OrderPlaced',
  z
    .object({
      orderId,
      customerId,
      legalEntity,
      amountMinor: documentMinor.meta({ description: 'What will be billed, integer minor units' }),
      currency,
      placedAt: foreignInstant.meta({ description: 'When this revision was placed' }),
      revision: z
        .int()
        .positive()
        .default(1)
        .meta({ description: 'One more each time that the order changes or is opened again' }),
    })
    .meta({
      title: 'OrderPlaced',
      description: 'A customer placed or changed an order that is to be billed later',
    }),
);
