import * as z from 'zod';
import { domain } from './envelope.ts';
import { contactOf } from './parts.ts';

/** The provider accepted the message. */
export const contactSent = domain(
  'contact',
  'ContactSent',
  z
    .object({
      ...contactOf,
      providerMessageId: z.string().meta({ description: 'Id of the message at its provider' }),
    })
    .meta({ title: 'ContactSent', description: 'The provider accepted the message' }),
);
