import * as z from 'zod';
import { creditAct, holdReason, lineId } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** Orders against a line are held until this ends. */
export const creditHoldPlaced = domain(
  'credit',
  'CreditHoldPlaced',
  z
    .object({
      lineId,
      because: z.array(holdReason).min(1).max(7).meta({ description: 'Every reason in force' }),
      act: creditAct.optional().meta({ description: 'Of the person who placed it' }),
    })
    .meta({
      title: 'CreditHoldPlaced',
      description: 'Orders against a line are held until this ends',
    }),
);
