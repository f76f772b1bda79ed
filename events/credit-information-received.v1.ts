import * as z from 'zod';
import { applicationId, document, round, sha256 } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** The applicant answered; the sources are asked again. */
export const creditInformationReceived = domain(
  'credit',
  'CreditInformationReceived',
  z
    .object({
      applicationId,
      answerId: z.string().meta({ description: 'As the sender names the answer' }),
      round: round.meta({ description: 'The round that begins with it' }),
      documents: z.array(document).max(50).meta({ description: 'What was handed in' }),
      contentSha256: sha256.meta({ description: 'Digest of the answer, kept elsewhere' }),
    })
    .meta({
      title: 'CreditInformationReceived',
      description: 'The applicant answered; the sources are asked again',
    }),
);
