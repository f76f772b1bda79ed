import * as z from 'zod';
import { applicationId, keyedDigest } from './credit-parts.ts';
import { domain } from './envelope.ts';
import { customerId, legalEntity } from './parts.ts';

/** An application came while another one of the same applicant is open. */
export const creditApplicationDuplicated = domain(
  'credit',
  'CreditApplicationDuplicated',
  z
    .object({
      applicationId,
      openApplicationId: applicationId.meta({ description: 'The one that goes on' }),
      customerId,
      legalEntity,
      fingerprint: keyedDigest.meta({
        description: 'The same for every application of one applicant',
      }),
    })
    .meta({
      title: 'CreditApplicationDuplicated',
      description: 'An application came while another one of the same applicant is open',
    }),
);
