import * as z from 'zod';
import { applicationId, lineId } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** What an applicant accepted could not be put into force: the line stays as it is. */
export const creditApplicationSetAside = domain(
  'credit',
  'CreditApplicationSetAside',
  z
    .object({
      applicationId,
      lineId,
      because: z.enum(['other-currency', 'orders-held']).meta({
        description:
          'other-currency: an active line is in another one; orders-held: so is a closed one that orders still hold part of',
      }),
    })
    .meta({
      title: 'CreditApplicationSetAside',
      description:
        'What an applicant accepted could not be put into force: the line stays as it is',
    }),
);
