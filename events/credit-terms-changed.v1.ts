import * as z from 'zod';
import { applicationId, creditAct, principalReasons, terms } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** Somebody proposes other terms; approvals of the old ones are void. */
export const creditTermsChanged = domain(
  'credit',
  'CreditTermsChanged',
  z
    .object({
      applicationId,
      ...terms,
      reasons: principalReasons
        .min(1)
        .optional()
        .meta({ description: 'Why less than was asked, or than there was; absent when it is not' }),
      act: creditAct,
    })
    .meta({
      title: 'CreditTermsChanged',
      description: 'Somebody proposes other terms; approvals of the old ones are void',
    }),
);
