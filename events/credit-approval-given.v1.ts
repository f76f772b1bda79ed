import * as z from 'zod';
import {
  applicationId,
  creditAct,
  lineSeen,
  othersMinor,
  terms,
  usedRate,
} from './credit-parts.ts';
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
      lapsed: z.array(z.string()).max(10).optional().meta({
        description:
          'Acts of people who have no authority any more, or who knew the line otherwise: they do not count',
      }),
      rate: usedRate.optional(),
      othersMinor: othersMinor.optional(),
      line: lineSeen.optional().meta({
        description: 'The line that the customer had then; absent when there was none',
      }),
      act: creditAct,
    })
    .meta({
      title: 'CreditApprovalGiven',
      description: 'A person with authority said yes to the terms as they stand',
    }),
);
