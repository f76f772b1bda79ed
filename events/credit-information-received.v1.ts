import * as z from 'zod';
import { applicationId, document, keyedDigest, round } from './credit-parts.ts';
import { domain, instant } from './envelope.ts';

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
      contentSha256: keyedDigest.meta({ description: 'Of the answer, kept elsewhere' }),
      askAfter: instant.optional().meta({
        description: 'Where the question wanted it: no report received up to then counts',
      }),
    })
    .meta({
      title: 'CreditInformationReceived',
      description: 'The applicant answered; the sources are asked again',
    }),
);
