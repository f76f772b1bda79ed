import * as z from 'zod';
import { accountId, domain, instant } from './envelope.ts';
import { anchorOn, caseId, stage, step } from './parts.ts';

/** The contact gate said later. */
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
      until: instant,
      reason: z.string().meta({ description: 'Rule or error behind it' }),
    })
    .meta({ title: 'StepDeferred', description: 'The contact gate said later' }),
);
