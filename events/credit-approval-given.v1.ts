import * as z from 'zod';
import { applicationId, creditAct, terms } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** A person with authority said yes to the terms as they stand. */
export const creditApprovalGiven = domain(
  'credit',
  'CreditApprovalGiven',
  z
    .object({
      applicationId,
      ...terms,
      needed: z.int().positive().meta({ description: 'How many different people have to' }),
      given: z.int().positive().meta({ description: 'How many did, this one included' }),
      act: creditAct,
    })
    .meta({
      title: 'CreditApprovalGiven',
      description: 'A person with authority said yes to the terms as they stand',
    }),
);
