import * as z from 'zod';
import {
  adverseDecision,
  applicationId,
  letterOutcome,
  reasonCodes,
  sha256,
} from './credit-parts.ts';
import { domain } from './envelope.ts';
import { locale } from './parts.ts';

/** The applicant was told of an adverse decision and its principal reasons. */
export const adverseNoticeSent = domain(
  'credit',
  'AdverseNoticeSent',
  z
    .object({
      applicationId,
      about: adverseDecision,
      reasons: reasonCodes.meta({ description: 'Codes of the reasons told' }),
      locale,
      asDecided: z.array(z.string()).max(5).optional().meta({
        description:
          'Which of the reasons were told in the words of whoever decided, there being no others in the language of the notice',
      }),
      outcome: letterOutcome,
      documentSha256: sha256.meta({ description: 'Digest of the notice, kept elsewhere' }),
      documentKey: z.string().meta({ description: 'Where it is kept, encrypted' }),
    })
    .meta({
      title: 'AdverseNoticeSent',
      description: 'The applicant was told of an adverse decision and its principal reasons',
    }),
);
