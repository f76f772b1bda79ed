import * as z from 'zod';
import { domain } from './envelope.ts';
import { inputId } from './parts.ts';

/** An input failed validation and went whole to the dead-letter queue. */
export const inputRejected = domain(
  'insight',
  'InputRejected',
  z
    .object({
      inputId,
      door: z.enum(['bus', 'events-api', 'webhook']),
      inputType: z.string(),
      reasons: z.array(z.string()).max(50),
    })
    .meta({
      title: 'InputRejected',
      description: 'An input failed validation and went whole to the dead-letter queue',
    }),
);

export type InputRejected = z.infer<typeof inputRejected.data>;
