import * as z from 'zod';
import { applicationId, creditRole, lineSeen, principalReasons, terms } from './credit-parts.ts';
import { domain, instant } from './envelope.ts';

/** The terms of an application are approved. */
export const creditApproved = domain(
  'credit',
  'CreditApproved',
  z
    .object({
      applicationId,
      ...terms,
      by: z.enum(['policy', 'person']).meta({ description: 'Whose authority it took' }),
      approvals: z
        .array(
          z.object({
            actId: z.string().meta({ description: 'Of the act' }),
            actor: z.string().meta({ description: 'ARN of the principal' }),
            role: creditRole,
          }),
        )
        .max(10)
        .meta({ description: 'Of people; none when policy approved' }),
      reasons: principalReasons
        .min(1)
        .optional()
        .meta({ description: 'Why less than was asked, or than there was; absent when it is not' }),
      offerBy: instant.optional().meta({
        description: 'Of a new line: by when its offer has to be made, or the application ends',
      }),
      line: lineSeen.optional().meta({
        description:
          'The line that the customer had then; absent when there was none, or nobody said so yet',
      }),
    })
    .meta({ title: 'CreditApproved', description: 'The terms of an application are approved' }),
);
