import * as z from 'zod';
import { domain } from './envelope.ts';
import { act, addressHash, channel, partyId } from './parts.ts';

/** No message goes to this address of the party any more; another address is free of it. */
export const addressSuppressed = domain(
  'contact',
  'AddressSuppressed',
  z
    .object({
      partyId,
      channel,
      addressHash,
      cause: z
        .enum(['bounce', 'complaint', 'operator'])
        .meta({ description: 'What was learned of it' }),
      act: act.optional(),
    })
    .meta({
      title: 'AddressSuppressed',
      description: 'No message goes to this address of the party any more',
    }),
);
