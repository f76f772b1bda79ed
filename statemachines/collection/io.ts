import * as z from 'zod';
import { accountId, businessDate, instant } from '../../events/envelope.ts';
import { stage } from '../../events/parts.ts';

/** What crosses the border of the collection machine, in the order in which it does. */
const ofCase = { caseId: z.string().min(1), accountId } as const;

/** Input of an execution; also what the next one gets when a long case continues as new. */
export const executionInput = z
  .object({ ...ofCase, continuation: z.int().min(0) })
  .meta({ title: 'Execution input', description: 'The case to carry, and the how-manieth part' });

/** How often in a row a planned step proved not due; absent is never. */
const misses = z.int().min(0);

/** What was planned last, and what came of it: an outcome of whichever release of `perform-step`. */
const lastStep = z.object({
  outcome: z.string(),
  step: z.string(),
  anchorOn: businessDate,
  version: z.int().min(0),
  misses,
});

/**
 * Payload of `plan-next-step`. `startedAt` tells how old the execution is. `lastStep` is null
 * unless a step was answered just now; executions of older revisions do not send it at all.
 */
export const planRequest = z
  .object({
    ...ofCase,
    startedAt: z.iso.datetime({ offset: true }),
    lastStep: lastStep.nullish(),
  })
  .meta({ title: 'Plan request', description: 'Which case, and when its execution began' });

const waiting = {
  /** The version that signals raise; a signal above it refuses the wait. */
  version: z.int().min(0),
  /** From 1 up; the wait's timeout. */
  waitSeconds: z.int().min(1).max(99_999_999),
  /** When the wait ends by itself; signals compare their own plan with it. */
  dueAt: instant,
  stage,
} as const;

/** Answer of `plan-next-step`, and what WhatIsNext chooses by. */
export const planAnswer = z
  .discriminatedUnion('next', [
    z.object({
      next: z.literal('wait'),
      ...waiting,
      step: z.string(),
      anchorOn: businessDate,
      misses: misses.optional(),
    }),
    z.object({ next: z.literal('idle'), ...waiting }),
    z.object({ next: z.literal('close') }),
    z.object({ next: z.literal('continue') }),
  ])
  .meta({ title: 'Plan answer', description: 'What the case waits for, or that it ends here' });

/** Message on the Steps queue. The step is the planned one; what is due is read again. */
export const stepMessage = z
  .object({
    taskToken: z.string().min(1),
    ...ofCase,
    stage,
    step: z.string().min(1),
    anchorOn: businessDate,
  })
  .meta({ title: 'Step message', description: 'A step is due; answer to the token' });

/** Output that `perform-step` sends to the token. */
export const stepResult = z
  .object({
    outcome: z.enum([
      'sent',
      'simulated',
      'refused',
      'failed',
      'unknown',
      'deferred',
      'task-opened',
      'stage-entered',
      'nothing-due',
    ]),
  })
  .meta({ title: 'Step result', description: 'What became of the step' });

/** Error that ends a wait because the case is settled. */
export const caseSettled = 'CaseSettled';

export type PlanRequest = z.infer<typeof planRequest>;
export type PlanAnswer = z.infer<typeof planAnswer>;
export type StepMessage = z.infer<typeof stepMessage>;
export type StepResult = z.infer<typeof stepResult>;
