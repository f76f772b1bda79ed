import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { again, anchorOn, caseId, channel, stage, step } from './parts.ts';

/** The message of a step reached nobody: it gave no notice, and may be done on its other channel. */
export const stepUndelivered = domain(
  'collections',
  'StepUndelivered',
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
      channel,
      reason: z.string().max(200).meta({ description: 'Rule, error or bounce behind it' }),
    })
    .meta({
      title: 'StepUndelivered',
      description:
        'The message of a step reached nobody: it gave no notice, and may be done once more',
    }),
);
