import * as z from 'zod';
import { domain } from './envelope.ts';
import { contactOf } from './parts.ts';

/** The provider refused the message; nothing was sent. */
export const contactFailed = domain(
  'contact',
  'ContactFailed',
  z
    .object({
      ...contactOf,
      error: z.string().meta({ description: 'Name of the error that the provider answered' }),
      final: z.boolean().meta({ description: 'Whether no other attempt follows by itself' }),
      optedOut: z
        .literal(true)
        .optional()
        .meta({ description: 'The recipient refuses the channel: no other stands in for it' }),
    })
    .meta({
      title: 'ContactFailed',
      description: 'The provider refused the message; nothing was sent',
    }),
);
