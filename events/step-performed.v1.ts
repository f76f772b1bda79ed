import * as z from 'zod';
import { accountId, businessDate, domain } from './envelope.ts';
import { anchorOn, caseId, stage, step } from './parts.ts';

/** A step of the strategy was carried out, or found to have no object. */
export const stepPerformed = domain(
  'collections',
  'StepPerformed',
  z
    .object({
      caseId,
      accountId,
      stage,
      step,
      anchorOn,
      action: z.enum(['message', 'task']),
      outcome: z.enum(['sent', 'refused', 'failed', 'unknown', 'task-opened', 'nothing-to-say']),
      announcedThrough: businessDate
        .optional()
        .meta({ description: 'Preventive steps: the last due date that the message announced' }),
      attemptId: z.string().optional(),
      taskId: z.string().optional(),
      reason: z.string().optional(),
    })
    .meta({
      title: 'StepPerformed',
      description: 'A step of the strategy was carried out, or found to have no object',
    }),
);

export type StepPerformed = z.infer<typeof stepPerformed.data>;
