import * as z from 'zod';
import { applicationId, documents, financials } from './credit-parts.ts';
import { identifier, inbound } from './envelope.ts';
import { customerId } from './parts.ts';

/** The applicant answers what was asked of it. */
export const creditInformationProvided = inbound(
  'CreditInformationProvided',
  z
    .object({
      applicationId,
      answerId: identifier.meta({ description: 'Unique per answer; a repeat is the same answer' }),
      customerId,
      documents,
      financials: financials.optional(),
      note: z
        .string()
        .min(1)
        .max(2000)
        .optional()
        .meta({ description: 'In words; kept apart from the journal' }),
    })
    .meta({
      title: 'CreditInformationProvided',
      description: 'The applicant answers what was asked of it',
    }),
);
