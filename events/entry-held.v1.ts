import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { inputId } from './parts.ts';

/** An input came before what it refers to and waits for it. */
export const entryHeld = domain(
  'receivables',
  'EntryHeld',
  z
    .object({
      accountId,
      inputId,
      kind: z
        .enum([
          'adjustment',
          'cancellation',
          'credit-note',
          'refund',
          'reversal',
          'reinstatement',
          'contest',
        ])
        .meta({ description: 'What it is' }),
      waitsFor: z.string().meta({ description: 'invoice:<number>, payment:<id> or reversal:<id>' }),
    })
    .meta({
      title: 'EntryHeld',
      description: 'An input came before what it refers to and waits for it',
    }),
);
