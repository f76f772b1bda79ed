import * as z from 'zod';
import { creditAct, limitMinor } from './credit-parts.ts';
import { currency, domain, identifier } from './envelope.ts';

/** The members of a group may owe so much together. */
export const creditGroupLimitSet = domain(
  'credit',
  'CreditGroupLimitSet',
  z
    .object({
      groupId: identifier.meta({ description: 'Customers that belong together' }),
      limitMinor: limitMinor.meta({ description: 'Integer minor units' }),
      currency,
      act: creditAct.meta({ description: 'Of the person who set it' }),
    })
    .meta({
      title: 'CreditGroupLimitSet',
      description: 'The lines of a group may be used so far together',
    }),
);
