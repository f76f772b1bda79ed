import * as z from 'zod';
import { applicationId, creditAct, dueAt } from './credit-parts.ts';
import { domain, instant } from './envelope.ts';

/** The applicant was asked for more before a decision. */
export const creditInformationRequested = domain(
  'credit',
  'CreditInformationRequested',
  z
    .object({
      applicationId,
      dueAt,
      remindAt: instant.meta({ description: 'When it is reminded, unless it has answered' }),
      what: z
        .array(z.string().min(1).max(200))
        .min(1)
        .max(10)
        .meta({ description: 'What is asked for, without personal data' }),
      newReports: z
        .boolean()
        .optional()
        .meta({ description: 'Bureaus are to be asked anew when the answer is there' }),
      act: creditAct,
    })
    .meta({
      title: 'CreditInformationRequested',
      description: 'The applicant was asked for more before a decision',
    }),
);
