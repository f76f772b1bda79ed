import * as z from 'zod';
import { accountId, domain, instant } from './envelope.ts';
import { again, anchorOn, caseId, stage, step } from './parts.ts';

/** The contact gate, the provider, the day's cap or an operator said later. */
export const stepDeferred = domain(
  'collections',
  'StepDeferred',
  z
    .object({
      caseId,
      accountId,
      stage,
      step,
      anchorOn,
      fallback: z
        .literal(true)
        .optional()
        .meta({ description: 'On the other channel of the step' }),
      again: again.optional(),
      until: instant,
      reason: z.string().meta({ description: 'Rule or error behind it' }),
    })
    .meta({ title: 'StepDeferred', description: 'A step was put off' }),
);
