import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { inputId } from './parts.ts';

/** An input broke a ledger rule and changed nothing. */
export const entryRefused = domain(
  'receivables',
  'EntryRefused',
  z
    .object({
      accountId,
      inputId,
      code: z.string().meta({ description: 'Name of the rule' }),
      message: z.string().meta({ description: 'The rule in words, with the figures' }),
    })
    .meta({
      title: 'EntryRefused',
      description: 'An input broke a ledger rule and changed nothing',
    }),
);
