import * as z from 'zod';
import { domain } from './envelope.ts';
import { channel, customerId, partyId } from './parts.ts';

/** A party became known or changed; no personal data here. */
export const partyRegistered = domain(
  'contact',
  'PartyRegistered',
  z
    .object({
      partyId,
      customerId,
      profileHash: z.string(),
      locale: z.enum(['en', 'es', 'pt']),
      zone: z.string(),
      country: z.string().optional(),
      channels: z.array(channel).meta({ description: 'Channels with an address' }),
      optOuts: z.array(z.enum(['email', 'sms', 'all'])),
    })
    .meta({
      title: 'PartyRegistered',
      description: 'A party became known or changed; no personal data here',
    }),
);

export type PartyRegistered = z.infer<typeof partyRegistered.data>;
