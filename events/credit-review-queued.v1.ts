import * as z from 'zod';
import { applicationId, lineId } from './credit-parts.ts';
import { domain, instant } from './envelope.ts';

/** Something happened while a review of the line ran: another one follows it. */
export const creditReviewQueued = domain(
  'credit',
  'CreditReviewQueued',
  z
    .object({
      lineId,
      applicationId: applicationId.meta({ description: 'The review that runs' }),
      because: z
        .enum(['broken-promise', 'returned-payment', 'bureau-alert', 'written-off'])
        .meta({ description: 'What happened' }),
      askAfter: instant.optional().meta({
        description: 'A bureau told of news: a report received up to then does not count',
      }),
    })
    .meta({
      title: 'CreditReviewQueued',
      description: 'Something happened while a review of the line ran: another one follows it',
    }),
);
