import * as z from 'zod';
import { applicationId, creditAct, creditRole, dueAt } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** A referral went to the next authority, or once more to the last. */
export const creditReferralEscalated = domain(
  'credit',
  'CreditReferralEscalated',
  z
    .object({
      applicationId,
      fromRole: creditRole.meta({ description: 'Who had it' }),
      toRole: creditRole.meta({
        description: 'Who has it now; the same when there is no higher one',
      }),
      dueAt,
      because: z
        .enum(['unanswered', 'person'])
        .meta({ description: 'Its time was over, or somebody passed it on' }),
      act: creditAct.optional().meta({ description: 'Of the person who passed it on' }),
    })
    .meta({
      title: 'CreditReferralEscalated',
      description: 'A referral went to the next authority, or once more to the last',
    }),
);
