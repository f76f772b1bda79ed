import * as z from 'zod';
import { domain } from './envelope.ts';
import { act, channel, optOutScope, partyId } from './parts.ts';

/** The party took back what it had asked for itself. */
export const partyOptedIn = domain(
  'contact',
  'PartyOptedIn',
  z
    .object({
      partyId,
      channel,
      scope: optOutScope,
      via: z.enum(['reply', 'operator']).meta({ description: 'How the party said so' }),
      act: act.optional(),
    })
    .meta({
      title: 'PartyOptedIn',
      description: 'The party took back what it had asked for itself',
    }),
);
