import * as z from 'zod';
import { domain, instant } from './envelope.ts';
import { act } from './parts.ts';

/** Messages may leave again. */
export const sendingResumed = domain(
  'contact',
  'SendingResumed',
  z
    .object({
      act,
      stoppedAt: instant.meta({ description: 'Since when nothing left' }),
    })
    .meta({ title: 'SendingResumed', description: 'Messages may leave again' }),
);
