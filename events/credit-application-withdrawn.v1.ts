import * as z from 'zod';
import { applicationId, creditAct } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** The applicant does not want credit any more, or it was entered by mistake. */
export const creditApplicationWithdrawn = domain(
  'credit',
  'CreditApplicationWithdrawn',
  z
    .object({
      applicationId,
      act: creditAct,
    })
    .meta({
      title: 'CreditApplicationWithdrawn',
      description: 'The applicant does not want credit any more, or it was entered by mistake',
    }),
);
