import * as z from 'zod';
import { applicationId, creditAct, lineId, lineTerms, riskClass } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** Limit, terms, class, group or insurance of a line changed. */
export const creditLineChanged = domain(
  'credit',
  'CreditLineChanged',
  z
    .object({
      lineId,
      because: z
        .enum(['review', 'application', 'person'])
        .meta({ description: 'A review, another application, or an act' }),
      applicationId: applicationId.optional().meta({ description: 'The review or application' }),
      previousClass: riskClass
        .optional()
        .meta({ description: 'Its risk class before, if another' }),
      ...lineTerms,
      act: creditAct.optional().meta({ description: 'Of the person who changed it' }),
    })
    .meta({
      title: 'CreditLineChanged',
      description: 'Limit, terms, class, group or insurance of a line changed',
    }),
);
