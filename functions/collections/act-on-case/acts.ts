import * as z from 'zod';
import { businessDate } from '../../../events/envelope.ts';
import { businessDate as dayOf } from '../../../shared/domain/calendar.ts';
import type { CaseAct } from '../../../shared/domain/collections/acts.ts';
import { actFields } from '../../../shared/lambda/operator.ts';

/**
 * `on`: the business day that the act counts for; today when it is left out, never later, and not
 * before the case entered its stage. A release counts for today, whatever day is given.
 */
const base = { ...actFields, on: businessDate.optional() };

/** What a person may do to the case of an account. */
export const caseAct = z.discriminatedUnion('act', [
  z.strictObject({
    ...base,
    act: z.literal('hold-case'),
    /** First day on which steps happen again, in the zone of the party. */
    until: businessDate,
  }),
  z.strictObject({ ...base, act: z.literal('release-case') }),
  z.strictObject({
    ...base,
    act: z.literal('close-case'),
    as: z.enum(['closed-by-person', 'handed-off']).default('closed-by-person'),
  }),
]);

/** Longer than any account id, step and anchor together. */
const taskId = z.string().min(1).max(512);

/** What a person may do to a task of the account; by a route of its own. */
export const taskAct = z.discriminatedUnion('act', [
  z.strictObject({ ...actFields, act: z.literal('claim-task'), taskId }),
  z.strictObject({ ...actFields, act: z.literal('return-task'), taskId }),
  z.strictObject({ ...actFields, act: z.literal('finish-task'), taskId }),
]);

export type Asked = z.infer<typeof caseAct> | z.infer<typeof taskAct>;

/** The act itself, without who did it, why and for which day. */
export const actOf = (asked: Asked): CaseAct => {
  switch (asked.act) {
    case 'hold-case':
      return { act: asked.act, until: dayOf(asked.until) };
    case 'release-case':
      return { act: asked.act };
    case 'close-case':
      return { act: asked.act, as: asked.as };
    case 'claim-task':
    case 'return-task':
    case 'finish-task':
      return { act: asked.act, taskId: asked.taskId };
  }
};
