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
      door: z
        .enum([
          'bus',
          'events-api',
          'webhook',
          'account-commands',
          'credit-commands',
          'credit-signals',
        ])
        .meta({ description: 'Which way it came in; the last three are our own queues' }),
      inputType: z.string().meta({ description: 'What it claims to be' }),
      reasons: z.array(z.string()).max(50).meta({
        description: 'Field, value and expectation of each problem, without personal data',
      }),
    })
    .meta({
      title: 'InputRejected',
      description: 'An input failed validation and went whole to the dead-letter queue',
    }),
);
