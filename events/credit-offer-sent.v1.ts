import * as z from 'zod';
import { applicationId, letterOutcome, reasonCodes } from './credit-parts.ts';
import { domain } from './envelope.ts';
import { locale } from './parts.ts';

/** What became of the letter that brings an offer. */
export const creditOfferSent = domain(
  'credit',
  'CreditOfferSent',
  z
    .object({
      applicationId,
      tokenId: z.string().meta({ description: 'Names the link, without its signature' }),
      outcome: letterOutcome,
      locale,
      reasons: reasonCodes
        .optional()
        .meta({ description: 'Why less than was asked, as the letter told it; absent otherwise' }),
    })
    .meta({
      title: 'CreditOfferSent',
      description: 'What became of the letter that brings an offer',
    }),
);
