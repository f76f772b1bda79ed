import * as z from 'zod';
import { applicationId, creditAct } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** Somebody took a referral upon himself. */
export const creditReferralClaimed = domain(
  'credit',
  'CreditReferralClaimed',
  z
    .object({
      applicationId,
      act: creditAct,
    })
    .meta({ title: 'CreditReferralClaimed', description: 'Somebody took a referral upon himself' }),
);
