import * as z from 'zod';
import { domain } from './envelope.ts';
import { alertKind, severity } from './parts.ts';

/** A person was told about something that deserves attention. */
export const alertRaised = domain(
  'insight',
  'AlertRaised',
  z
    .object({
      kind: alertKind.meta({ description: 'What deserves attention' }),
      severity: severity.meta({ description: 'Which topic it goes to' }),
      accountId: z.string().meta({ description: 'Account that it is about; - when there is none' }),
      episode: z
        .string()
        .meta({ description: 'What happened once: a case, a payment, an input, an attempt' }),
      text: z.string().meta({ description: 'For a person, without personal data' }),
      occurrences: z.int().positive().meta({ description: 'How often so far' }),
    })
    .meta({
      title: 'AlertRaised',
      description: 'A person was told about something that deserves attention',
    }),
);
