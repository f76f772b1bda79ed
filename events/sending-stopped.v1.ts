import * as z from 'zod';
import { domain } from './envelope.ts';
import { act } from './parts.ts';

/** Somebody stopped every message of the environment. */
export const sendingStopped = domain(
  'contact',
  'SendingStopped',
  z.object({ act }).meta({
    title: 'SendingStopped',
    description: 'Somebody stopped every message of the environment; steps wait until it resumes',
  }),
);
