import * as z from 'zod';
import { applicationId, sha256, terms } from './credit-parts.ts';
import { domain, instant } from './envelope.ts';

/** Approved terms were put in a document and offered to the applicant. */
export const creditOfferMade = domain(
  'credit',
  'CreditOfferMade',
  z
    .object({
      applicationId,
      tokenId: z.string().meta({ description: 'Names the link, without its signature' }),
      ...terms,
      documentSha256: sha256.meta({ description: 'Digest of the document offered' }),
      documentKey: z.string().meta({ description: 'Where it is kept, encrypted' }),
      expiresAt: instant.meta({ description: 'From when on it can be accepted no more' }),
    })
    .meta({
      title: 'CreditOfferMade',
      description: 'Approved terms were put in a document and offered to the applicant',
    }),
);
