import * as z from 'zod';
import { domain } from './envelope.ts';
import { contactOf } from './parts.ts';

/** Nobody can say whether the message left; it is not sent again by itself. */
export const contactOutcomeUnknown = domain(
  'contact',
  'ContactOutcomeUnknown',
  z.object({ ...contactOf }).meta({
    title: 'ContactOutcomeUnknown',
    description: 'Nobody can say whether the message left; it is not sent again by itself',
  }),
);
