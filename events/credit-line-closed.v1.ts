import * as z from 'zod';
import { applicationId, creditAct, lineId, principalReasons } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** A line is over; what is owed stays owed. */
export const creditLineClosed = domain(
  'credit',
  'CreditLineClosed',
  z
    .object({
      lineId,
      because: z
        .enum(['review', 'person'])
        .meta({ description: 'A review was declined, or an act' }),
      applicationId: applicationId.optional().meta({
        description: 'The review that was declined, or ran when a person closed the line',
      }),
      reasons: principalReasons
        .min(1)
        .optional()
        .meta({ description: 'What is told of it when a person closed the line' }),
      act: creditAct.optional().meta({ description: 'Of the person who closed it' }),
    })
    .meta({ title: 'CreditLineClosed', description: 'A line is over; what is owed stays owed' }),
);
