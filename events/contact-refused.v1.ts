import * as z from 'zod';
import { domain } from './envelope.ts';
import { contactOf } from './parts.ts';

/** The gate said no. */
export const contactRefused = domain(
  'contact',
  'ContactRefused',
  z
    .object({ ...contactOf, rule: z.string().meta({ description: 'The gate rule that decided' }) })
    .meta({ title: 'ContactRefused', description: 'The gate said no' }),
);
