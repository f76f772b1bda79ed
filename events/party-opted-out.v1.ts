import * as z from 'zod';
import { domain } from './envelope.ts';
import { act, addressHash, channel, optOutScope, partyId } from './parts.ts';

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
      addressHash: addressHash.optional().meta({
        description: 'The address that an answer came from; only from there is it taken back so',
      }),
      act: act.optional(),
    })
    .meta({
      title: 'PartyOptedOut',
      description: 'The party itself asked not to be written to on a channel',
    }),
);
