import * as z from 'zod';
import { applicationId, sha256 } from './credit-parts.ts';
import { domain } from './envelope.ts';
import { locale } from './parts.ts';

/** The applicant was told of an adverse decision and its principal reasons. */
export const adverseNoticeSent = domain(
  'credit',
  'AdverseNoticeSent',
  z
    .object({
      applicationId,
      reasons: z.array(z.string()).min(1).max(5).meta({ description: 'Codes of the reasons told' }),
      locale,
      outcome: z.enum(['sent', 'simulated', 'failed', 'no-address']).meta({
        description: 'What became of it; failed and no-address are for a person to follow up',
      }),
      documentSha256: sha256.meta({ description: 'Digest of the notice, kept elsewhere' }),
      documentKey: z.string().meta({ description: 'Where it is kept, encrypted' }),
    })
    .meta({
      title: 'AdverseNoticeSent',
      description: 'The applicant was told of an adverse decision and its principal reasons',
    }),
);
