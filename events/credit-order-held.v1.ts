import * as z from 'zod';
import { creditAct, lineId } from './credit-parts.ts';
import { amountMinor, currency, domain, positiveMinor } from './envelope.ts';
import { orderId } from './parts.ts';

/** An order, or a revision of it, may not be delivered on credit, and reserves no more. */
export const creditOrderHeld = domain(
  'credit',
  'CreditOrderHeld',
  z
    .object({
      lineId,
      orderId,
      revision: z.int().positive().meta({ description: 'Of the order' }),
      amountMinor: positiveMinor.meta({ description: 'Of the order, integer minor units' }),
      currency,
      lineMinor: amountMinor
        .optional()
        .meta({ description: 'In the currency of the line, if known' }),
      because: z.array(z.string()).min(1).max(10).meta({ description: 'The rules that hold it' }),
      act: creditAct
        .optional()
        .meta({ description: 'Of the person who asked for the order, if any' }),
    })
    .meta({
      title: 'CreditOrderHeld',
      description:
        'An order, or a revision of it, does not fit or its line takes none: it reserves nothing more. What it has reserved stays until CreditReservationReleased says otherwise',
    }),
);
