import * as z from 'zod';
import { principalReasons, termsDays } from '../../../events/credit-parts.ts';
import { currency, documentMinor } from '../../../events/envelope.ts';
import type { ApplicationAct } from '../../../shared/domain/credit/application/acts.ts';
import { actFields } from '../../../shared/lambda/operator.ts';

const reasonsTold = principalReasons.min(1).optional();
/** In the currency of the application, which the body names as well: nobody converts a limit. */
const terms = { limitMinor: documentMinor, currency, termsDays } as const;

/** What a person may do about an application, as its body says it. */
export const applicationAct = z.discriminatedUnion('act', [
  z.strictObject({ ...actFields, act: z.literal('claim') }),
  z.strictObject({ ...actFields, act: z.literal('return') }),
  /** To the terms as they stand, which the body names: others may have changed them. */
  z.strictObject({ ...actFields, act: z.literal('approve'), ...terms }),
  z.strictObject({
    ...actFields,
    act: z.literal('change'),
    ...terms,
    /** Why it is less than was asked; those of the decision when they are left out. */
    reasons: reasonsTold,
  }),
  z.strictObject({
    ...actFields,
    act: z.literal('ask'),
    what: z.array(z.string().min(1).max(200)).min(1).max(10),
    /** Bureaus are asked anew when the answer is there. */
    newReports: z.boolean().optional(),
  }),
  z.strictObject({ ...actFields, act: z.literal('escalate') }),
  z.strictObject({
    ...actFields,
    act: z.literal('decline'),
    /** As the notice tells them; those of the decision when they are left out. */
    reasons: reasonsTold,
  }),
  z.strictObject({ ...actFields, act: z.literal('withdraw') }),
]);

/** The act itself, without who did it and why. */
export const actOf = (asked: z.infer<typeof applicationAct>): ApplicationAct => {
  switch (asked.act) {
    case 'approve': {
      const { act, limitMinor, termsDays: days } = asked;
      return { act, limitMinor, termsDays: days };
    }
    case 'change': {
      const { act, limitMinor, termsDays: days, reasons } = asked;
      return { act, limitMinor, termsDays: days, reasons };
    }
    case 'ask':
      return { act: asked.act, what: asked.what, newReports: asked.newReports };
    case 'decline':
      return { act: asked.act, reasons: asked.reasons };
    default:
      return { act: asked.act };
  }
};
