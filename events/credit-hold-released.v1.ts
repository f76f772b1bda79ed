import * as z from 'zod';
import { creditAct, holdReason, lineId } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** Orders against a line are taken again. */
export const creditHoldReleased = domain(
  'credit',
  'CreditHoldReleased',
  z
    .object({
      lineId,
      because: z.array(holdReason).min(1).max(7).meta({ description: 'The reasons that are over' }),
      act: creditAct.optional().meta({ description: 'Of the person who released it' }),
    })
    .meta({ title: 'CreditHoldReleased', description: 'Orders against a line are taken again' }),
);
