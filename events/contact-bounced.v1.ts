import * as z from 'zod';
import { domain } from './envelope.ts';
import { contactOf } from './parts.ts';

/** The message was sent and came back. */
export const contactBounced = domain(
  'contact',
  'ContactBounced',
  z
    .object({
      ...contactOf,
      bounceType: z.enum(['permanent', 'transient', 'undetermined']).meta({
        description: 'Permanent: the address takes no message. An automatic answer is transient.',
      }),
      reason: z.string().max(200).meta({ description: "The provider's word for the cause" }),
    })
    .meta({ title: 'ContactBounced', description: 'The message was sent and came back' }),
);
