import * as z from 'zod';
import { domain } from './envelope.ts';
import { act, channel, optOutScope, partyId } from './parts.ts';

/** The party itself asked not to be written to on a channel. */
export const partyOptedOut = domain(
  'contact',
  'PartyOptedOut',
  z
    .object({
      partyId,
      channel,
      scope: optOutScope,
      via: z
        .enum(['reply', 'carrier', 'unsubscribe-link', 'operator'])
        .meta({ description: 'How the party said so' }),
      act: act.optional(),
    })
    .meta({
      title: 'PartyOptedOut',
      description: 'The party itself asked not to be written to on a channel',
    }),
);
