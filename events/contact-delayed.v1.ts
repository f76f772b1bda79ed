import * as z from 'zod';
import { domain } from './envelope.ts';
import { contactOf } from './parts.ts';

/** The message has not arrived yet; the provider goes on trying. */
export const contactDelayed = domain(
  'contact',
  'ContactDelayed',
  z
    .object({
      ...contactOf,
      reason: z.string().max(200).meta({ description: "The provider's word for what holds it up" }),
    })
    .meta({
      title: 'ContactDelayed',
      description: 'The message has not arrived yet; the provider goes on trying',
    }),
);
