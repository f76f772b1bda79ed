import * as z from 'zod';
import { domain } from './envelope.ts';
import { alertKind } from './parts.ts';

/** A person was told about something that deserves attention. */
export const alertRaised = domain(
  'insight',
  'AlertRaised',
  z
    .object({
      kind: alertKind,
      severity: z.enum(['info', 'warning', 'critical']),
      accountId: z.string(),
      episode: z.string(),
      text: z.string(),
      occurrences: z.int().positive(),
    })
    .meta({
      title: 'AlertRaised',
      description: 'A person was told about something that deserves attention',
    }),
);

export type AlertRaised = z.infer<typeof alertRaised.data>;
