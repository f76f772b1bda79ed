import * as z from 'zod';
import { domain } from './envelope.ts';
import { contactOf } from './parts.ts';

/** The recipient reported the message as unwanted. */
export const contactComplained = domain(
  'contact',
  'ContactComplained',
  z
    .object({
      ...contactOf,
      feedbackType: z.string().max(200).meta({ description: "The mailbox provider's word for it" }),
    })
    .meta({
      title: 'ContactComplained',
      description: 'The recipient reported the message as unwanted',
    }),
);
