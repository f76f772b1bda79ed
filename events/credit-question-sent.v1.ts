import * as z from 'zod';
import { applicationId, letterOutcome, round, sha256 } from './credit-parts.ts';
import { domain } from './envelope.ts';
import { locale } from './parts.ts';

/** The applicant was written to about what is asked of it, or reminded of it. */
export const creditQuestionSent = domain(
  'credit',
  'CreditQuestionSent',
  z
    .object({
      applicationId,
      round,
      letter: z
        .enum(['question', 'reminder'])
        .meta({ description: 'The question itself, or once more before its time is over' }),
      outcome: letterOutcome,
      locale,
      documentSha256: sha256.meta({ description: 'Digest of the letter, kept elsewhere' }),
      documentKey: z.string().meta({ description: 'Where it is kept, encrypted' }),
    })
    .meta({
      title: 'CreditQuestionSent',
      description: 'The applicant was written to about what is asked of it, or reminded of it',
    }),
);
