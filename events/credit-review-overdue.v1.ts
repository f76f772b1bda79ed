import * as z from 'zod';
import { applicationId, lineId } from './credit-parts.ts';
import { businessDate, domain } from './envelope.ts';

/** A review of a line takes too long. */
export const creditReviewOverdue = domain(
  'credit',
  'CreditReviewOverdue',
  z
    .object({
      lineId,
      applicationId: applicationId.meta({ description: 'The review that runs' }),
      dueOn: businessDate.meta({ description: 'The day for which it was due' }),
    })
    .meta({ title: 'CreditReviewOverdue', description: 'A review of a line takes too long' }),
);
