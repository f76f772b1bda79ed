import * as z from 'zod';
import { domain } from './envelope.ts';
import { act, addressHash, channel, partyId } from './parts.ts';

/** The address may be used again. */
export const addressUnsuppressed = domain(
  'contact',
  'AddressUnsuppressed',
  z
    .object({
      partyId,
      channel,
      addressHash,
      act: act.optional(),
    })
    .meta({ title: 'AddressUnsuppressed', description: 'The address may be used again' }),
);
