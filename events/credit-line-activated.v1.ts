import * as z from 'zod';
import { applicationId, lineId, lineTerms } from './credit-parts.ts';
import { domain } from './envelope.ts';
import { customerId, legalEntity } from './parts.ts';

/** A line of credit is in force. */
export const creditLineActivated = domain(
  'credit',
  'CreditLineActivated',
  z
    .object({
      lineId,
      customerId,
      legalEntity,
      applicationId,
      ...lineTerms,
    })
    .meta({ title: 'CreditLineActivated', description: 'A line of credit is in force' }),
);
