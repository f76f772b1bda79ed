import * as z from 'zod';
import { domain } from './envelope.ts';
import { contactOf } from './parts.ts';

/** The message stayed in the house: the environment, or the address, is not contacted for real. */
export const contactSimulated = domain(
  'contact',
  'ContactSimulated',
  z.object({ ...contactOf }).meta({
    title: 'ContactSimulated',
    description: 'The message was prepared and recorded, and handed to nobody',
  }),
);
