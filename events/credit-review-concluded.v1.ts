import * as z from 'zod';
import { applicationId, lineId } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** A review of a line is over. */
export const creditReviewConcluded = domain(
  'credit',
  'CreditReviewConcluded',
  z
    .object({
      applicationId,
      lineId,
      outcome: z
        .enum(['kept', 'changed', 'closed'])
        .meta({ description: 'What became of the line' }),
    })
    .meta({ title: 'CreditReviewConcluded', description: 'A review of a line is over' }),
);
