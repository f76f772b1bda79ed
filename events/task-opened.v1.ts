import * as z from 'zod';
import { accountId, amountMinor, businessDate, currency, domain } from './envelope.ts';
import { caseId, contactMode, daysPastDue, stage, taskId } from './parts.ts';

/** A person is asked to act on a case. */
export const taskOpened = domain(
  'collections',
  'TaskOpened',
  z
    .object({
      taskId,
      caseId,
      accountId,
      stage,
      kind: z.string().meta({ description: 'What is to be done' }),
      role: z.enum(['collector', 'manager', 'legal']).meta({ description: 'Who is to do it' }),
      dueOn: businessDate,
      openMinor: amountMinor,
      currency,
      daysPastDue,
      mode: contactMode.optional(),
    })
    .meta({ title: 'TaskOpened', description: 'A person is asked to act on a case' }),
);
