import * as z from 'zod';
import { domain, instant } from './envelope.ts';
import { contactOf } from './parts.ts';

/** The gate said later. */
export const contactDeferred = domain(
  'contact',
  'ContactDeferred',
  z
    .object({
      ...contactOf,
      until: instant,
      rule: z.string().meta({ description: 'The gate rule that decided' }),
    })
    .meta({ title: 'ContactDeferred', description: 'The gate said later' }),
);
