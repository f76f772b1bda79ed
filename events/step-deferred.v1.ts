import * as z from 'zod';
import { accountId, businessDate, domain, instant } from './envelope.ts';
import { stage } from './parts.ts';

/** The contact gate said later. */
export const stepDeferred = domain(
  'collections',
  'StepDeferred',
  z
    .object({
      caseId: z.string(),
      accountId,
      stage,
      step: z.string(),
      anchorOn: businessDate,
      until: instant,
      reason: z.string(),
    })
    .meta({ title: 'StepDeferred', description: 'The contact gate said later' }),
);

export type StepDeferred = z.infer<typeof stepDeferred.data>;
