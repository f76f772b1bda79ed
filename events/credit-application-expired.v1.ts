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
      waitedFor: z.enum(['information', 'reviewer', 'applicant', 'offer']).meta({
        description:
          'The applicant, who was asked; those with authority, all of them; anybody to offer the terms to, since the applicant was erased; or the offer, because no letter could leave',
      }),
      reasons: principalReasons
        .min(1)
        .optional()
        .meta({ description: 'Of a new line that was left undecided, or not offered in time' }),
    })
    .meta({
      title: 'CreditApplicationExpired',
      description: 'An application ended because nobody answered in time',
    }),
);
