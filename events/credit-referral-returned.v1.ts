import * as z from 'zod';
import { applicationId, creditAct } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** Somebody gave a referral back to those of his role. */
export const creditReferralReturned = domain(
  'credit',
  'CreditReferralReturned',
  z
    .object({
      applicationId,
      act: creditAct,
    })
    .meta({
      title: 'CreditReferralReturned',
      description: 'Somebody gave a referral back to those of his role',
    }),
);
