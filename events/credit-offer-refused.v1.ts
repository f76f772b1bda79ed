import * as z from 'zod';
import { offerAnswer } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** The applicant refused the offer. */
export const creditOfferRefused = domain(
  'credit',
  'CreditOfferRefused',
  z
    .object(offerAnswer)
    .meta({ title: 'CreditOfferRefused', description: 'The applicant refused the offer' }),
);
