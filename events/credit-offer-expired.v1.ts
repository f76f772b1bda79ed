import * as z from 'zod';
import { applicationId } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** Nobody answered the offer in time. */
export const creditOfferExpired = domain(
  'credit',
  'CreditOfferExpired',
  z
    .object({
      applicationId,
      tokenId: z.string().meta({ description: 'Names the link, without its signature' }),
    })
    .meta({ title: 'CreditOfferExpired', description: 'Nobody answered the offer in time' }),
);
