import * as z from 'zod';
import { applicationId, lineId, principalReasons } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** What an applicant accepted could not be put into force: the line stays as it is. */
export const creditApplicationSetAside = domain(
  'credit',
  'CreditApplicationSetAside',
  z
    .object({
      applicationId,
      lineId,
      because: z.enum(['other-currency', 'orders-held', 'superseded']).meta({
        description:
          'other-currency: an active line is in another one; orders-held: so is a closed one that orders still hold part of; superseded: the line was decided about, or something asks for that, since the terms were approved',
      }),
      reasons: principalReasons
        .min(1)
        .optional()
        .meta({ description: 'What the applicant is told of it' }),
    })
    .meta({
      title: 'CreditApplicationSetAside',
      description:
        'What an applicant accepted could not be put into force: the line stays as it is',
    }),
);
