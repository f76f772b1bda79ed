import * as z from 'zod';
import { applicationId, creditAct, principalReasons } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** An application was declined; the applicant is told the principal reasons. */
export const creditDeclined = domain(
  'credit',
  'CreditDeclined',
  z
    .object({
      applicationId,
      by: z.enum(['policy', 'person']).meta({ description: 'Who declined' }),
      reasons: principalReasons.min(1),
      act: creditAct.optional().meta({ description: 'Of the person who declined' }),
    })
    .meta({
      title: 'CreditDeclined',
      description: 'An application was declined; the applicant is told the principal reasons',
    }),
);
