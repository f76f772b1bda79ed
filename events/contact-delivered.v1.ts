import * as z from 'zod';
import { domain, instant } from './envelope.ts';
import { contactOf } from './parts.ts';

/** The recipient's mail server or phone carrier took the message. */
export const contactDelivered = domain(
  'contact',
  'ContactDelivered',
  z
    .object({
      ...contactOf,
      deliveredAt: instant.meta({ description: 'As the provider reports it' }),
    })
    .meta({
      title: 'ContactDelivered',
      description: "The recipient's mail server or phone carrier took the message",
    }),
);
