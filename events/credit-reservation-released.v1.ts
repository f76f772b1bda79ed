import * as z from 'zod';
import { lineId } from './credit-parts.ts';
import { amountMinor, domain } from './envelope.ts';
import { orderId } from './parts.ts';

/** An order gave back its part of a line. */
export const creditReservationReleased = domain(
  'credit',
  'CreditReservationReleased',
  z
    .object({
      lineId,
      orderId,
      revision: z.int().positive().meta({ description: 'Of the order' }),
      lineMinor: amountMinor.meta({ description: 'What it held in the currency of the line' }),
      because: z
        .enum(['cancelled', 'closed', 'expired', 'held'])
        .meta({ description: 'held: a later revision did not fit' }),
    })
    .meta({
      title: 'CreditReservationReleased',
      description: 'An order gave back its part of a line',
    }),
);
