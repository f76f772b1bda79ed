import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { anchorOn, caseId, channel, stage, step } from './parts.ts';

/** The message of a step reached nobody; the step is done once more on its other channel. */
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
      channel,
      reason: z.string().max(200).meta({ description: 'Rule, error or bounce behind it' }),
    })
    .meta({
      title: 'StepUndelivered',
      description: 'The message of a step reached nobody; it is done once more on another channel',
    }),
);
