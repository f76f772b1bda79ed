import * as z from 'zod';
import { applicationId, principalReasons } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** An application ended because nobody answered in time. */
export const creditApplicationExpired = domain(
  'credit',
  'CreditApplicationExpired',
  z
    .object({
      applicationId,
      waitedFor: z.enum(['information', 'reviewer', 'applicant']).meta({
        description:
          'The applicant, who was asked; those with authority, all of them; or anybody to offer the terms to, since the applicant was erased',
      }),
      reasons: principalReasons
        .min(1)
        .optional()
        .meta({ description: 'Of a new line that those with authority left undecided' }),
    })
    .meta({
      title: 'CreditApplicationExpired',
      description: 'An application ended because nobody answered in time',
    }),
);
