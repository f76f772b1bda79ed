import * as z from 'zod';
import { offerAnswer } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** The applicant accepted the offer. */
export const creditOfferAccepted = domain(
  'credit',
  'CreditOfferAccepted',
  z
    .object(offerAnswer)
    .meta({ title: 'CreditOfferAccepted', description: 'The applicant accepted the offer' }),
);
