import * as z from 'zod';
import { applicationId, keyedDigest, sha256 } from './credit-parts.ts';
import { domain, instant } from './envelope.ts';

/** The applicant refused the offer. */
export const creditOfferRefused = domain(
  'credit',
  'CreditOfferRefused',
  z
    .object({
      applicationId,
      tokenId: z.string().meta({ description: 'Names the link, without its signature' }),
      evidence: z
        .object({
          at: instant.meta({ description: 'When' }),
          addressHash: keyedDigest.meta({
            description: 'Digest of the network address it came from',
          }),
          documentSha256: sha256.meta({ description: 'Digest of the document shown' }),
        })
        .meta({ description: 'What shows that it was done' }),
    })
    .meta({ title: 'CreditOfferRefused', description: 'The applicant refused the offer' }),
);
