import * as z from 'zod';
import { principalReasons } from '../../../events/credit-parts.ts';
import { amountMinor, currency, identifier } from '../../../events/envelope.ts';
import { orderPlaced } from '../../../events/order-placed.v1.ts';
import type { LineAct } from '../../../shared/domain/credit/line/acts.ts';
import { isKnownCurrency } from '../../../shared/domain/money.ts';
import { actFields } from '../../../shared/lambda/operator.ts';

const base = actFields;
const knownCurrency = currency.refine(isKnownCurrency, 'expected a currency of ISO 4217');

/** What a person may do to a line of credit. */
export const lineAct = z.discriminatedUnion('act', [
  z.strictObject({ ...base, act: z.literal('hold-line') }),
  z.strictObject({ ...base, act: z.literal('release-line') }),
  z.strictObject({ ...base, act: z.literal('review-line') }),
  z.strictObject({
    ...base,
    act: z.literal('close-line'),
    /** As the notice tells them. */
    reasons: principalReasons.min(1),
  }),
  z.strictObject({
    ...base,
    act: z.literal('set-group'),
    /** Left out: the line belongs to no group any more. */
    groupId: identifier.optional(),
  }),
  z
    .strictObject({
      ...base,
      act: z.literal('set-insurance'),
      /** Both left out: the line is not insured any more. */
      insuredMinor: amountMinor.optional(),
      coveragePercent: z.int().min(1).max(100).optional(),
    })
    .refine(
      ({ insuredMinor, coveragePercent }) =>
        (insuredMinor === undefined) === (coveragePercent === undefined),
      {
        message: 'expected both the insured amount and the coverage, or neither',
        path: ['insuredMinor'],
      },
    ),
]);

const { orderId, amountMinor: orderMinor, revision } = orderPlaced.data.shape;

/** An order that was not told by the system that takes orders. */
export const orderAct = z.strictObject({
  ...base,
  act: z.literal('check-order'),
  orderId,
  amountMinor: orderMinor,
  currency: knownCurrency,
  revision,
});

/** What a person may do to a group of lines. */
export const groupAct = z.strictObject({
  ...base,
  act: z.literal('set-limit'),
  limitMinor: amountMinor,
  currency: knownCurrency,
});

export const groupParameter = z.object({ groupId: identifier });

/** The act itself, without who did it and why. */
export const actOf = (asked: z.infer<typeof lineAct>): LineAct => {
  switch (asked.act) {
    case 'hold-line':
      return { act: 'hold' };
    case 'release-line':
      return { act: 'release' };
    case 'review-line':
      return { act: 'review' };
    case 'close-line':
      return { act: 'close', reasons: asked.reasons };
    case 'set-group':
      return { act: asked.act, groupId: asked.groupId };
    case 'set-insurance': {
      const { insuredMinor, coveragePercent } = asked;
      return { act: asked.act, insuredMinor, coveragePercent };
    }
  }
};
