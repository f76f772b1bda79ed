import * as z from 'zod';
import { domain } from './envelope.ts';
import { channel, customerId, locale, partyId } from './parts.ts';

/** A party became known or changed; no personal data here. */
export const partyRegistered = domain(
  'contact',
  'PartyRegistered',
  z
    .object({
      partyId,
      customerId,
      profileHash: z
        .string()
        .meta({ description: 'SHA-256 of the profile, which is kept elsewhere' }),
      locale,
      zone: z.string().meta({ description: 'IANA time zone' }),
      country: z.string().optional().meta({ description: 'ISO 3166-1 alpha-2' }),
      channels: z.array(channel).meta({ description: 'Channels with an address' }),
      optOuts: z
        .array(z.enum(['email', 'sms', 'all']))
        .meta({ description: 'Channels refused by any customer of the party' }),
    })
    .meta({
      title: 'PartyRegistered',
      description: 'A party became known or changed; no personal data here',
    }),
);
