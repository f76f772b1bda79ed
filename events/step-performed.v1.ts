import * as z from 'zod';
import { accountId, businessDate, domain } from './envelope.ts';
import { again, anchorOn, caseId, contactMode, stage, step } from './parts.ts';

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
        .enum([
          'sent',
          'simulated',
          'refused',
          'failed',
          'unknown',
          'task-opened',
          'nothing-to-say',
        ])
        .meta({ description: 'What came of it' }),
      announcedThrough: businessDate
        .optional()
        .meta({ description: 'Preventive steps: the last due date that the message announced' }),
      attemptId: z.string().optional().meta({ description: 'Of a message' }),
      taskId: z.string().optional().meta({ description: 'Of a task' }),
      fallback: z
        .literal(true)
        .optional()
        .meta({ description: 'On the other channel of the step, after the first reached nobody' }),
      again: again.optional(),
      reason: z.string().optional().meta({ description: 'Rule or error behind the outcome' }),
      mode: contactMode.optional(),
    })
    .meta({
      title: 'StepPerformed',
      description: 'A step of the strategy was carried out, or found to have no object',
    }),
);
