import * as z from 'zod';
import { applicationId, round, sha256 } from './credit-parts.ts';
import { domain, instant } from './envelope.ts';

/** The sources that a decision looks at were asked. */
export const creditDataGathered = domain(
  'credit',
  'CreditDataGathered',
  z
    .object({
      applicationId,
      round,
      sources: z
        .array(
          z.object({
            source: z.enum(['history', 'bureau', 'financials']).meta({ description: 'Which one' }),
            provider: z.string().optional().meta({ description: 'Which bureau' }),
            status: z
              .enum([
                'found',
                'reused',
                'no-record',
                'timed-out',
                'unavailable',
                'invalid',
                'not-asked',
              ])
              .meta({ description: 'What it said; reused: a report young enough was at hand' }),
            sha256: sha256.optional().meta({ description: 'Digest of what it said' }),
            receivedAt: instant.optional().meta({ description: 'When it said so' }),
          }),
        )
        .max(20)
        .meta({ description: 'In the order in which they were asked' }),
    })
    .meta({
      title: 'CreditDataGathered',
      description: 'The sources that a decision looks at were asked',
    }),
);
