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
      action: z.enum(['message', 'task']).meta({ description: 'What kind of act it is' }),
      outcome: z
        .enum(['sent', 'refused', 'failed', 'unknown', 'task-opened', 'nothing-to-say'])
        .meta({ description: 'What came of it' }),
      announcedThrough: businessDate
        .optional()
        .meta({ description: 'Preventive steps: the last due date that the message announced' }),
      attemptId: z.string().optional().meta({ description: 'Of a message' }),
      taskId: z.string().optional().meta({ description: 'Of a task' }),
      reason: z.string().optional().meta({ description: 'Rule or error behind the outcome' }),
    })
    .meta({
      title: 'StepPerformed',
      description: 'A step of the strategy was carried out, or found to have no object',
    }),
);
