import * as z from 'zod';
import { applicationId, creditAct, terms } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** Somebody proposes other terms; approvals of the old ones are void. */
export const creditTermsChanged = domain(
  'credit',
  'CreditTermsChanged',
  z
    .object({
      applicationId,
      ...terms,
      act: creditAct,
    })
    .meta({
      title: 'CreditTermsChanged',
      description: 'Somebody proposes other terms; approvals of the old ones are void',
    }),
);
