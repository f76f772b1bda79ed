import * as z from 'zod';
import { applicationId, creditAct, lineId } from './credit-parts.ts';
import { businessDate, domain, instant } from './envelope.ts';

/** A line is to be looked at again. */
export const creditReviewDue = domain(
  'credit',
  'CreditReviewDue',
  z
    .object({
      lineId,
      applicationId: applicationId.meta({ description: 'The review that begins' }),
      because: z
        .enum([
          'periodic',
          'broken-promise',
          'returned-payment',
          'bureau-alert',
          'written-off',
          'person',
        ])
        .meta({ description: 'Why now' }),
      dueOn: businessDate.meta({ description: 'The day for which it was due' }),
      act: creditAct.optional().meta({ description: 'Of the person who asked for it' }),
      overdueOn: businessDate.meta({ description: 'From this day on it takes too long' }),
      askAfter: instant.optional().meta({
        description: 'A bureau told of news: a report received up to then does not count',
      }),
    })
    .meta({ title: 'CreditReviewDue', description: 'A line is to be looked at again' }),
);
