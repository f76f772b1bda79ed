import * as z from 'zod';
import {
  accountId,
  businessDate,
  currency,
  identifier,
  positiveMinor,
  scopedId,
  signedMinor,
  webUrl,
} from '../../../events/envelope.ts';
import { openingBalance } from '../../../events/parts.ts';
import type { AccountCommand } from '../../../shared/ports/commands.ts';

const base = {
  inputId: z.string().min(1).max(512),
  accountId,
  cause: z.object({ causationId: z.string().min(1), correlationId: z.string().min(1) }),
  currency: currency.optional(),
};
const reason = z.string().min(1).max(200);
const amount = { amountMinor: positiveMinor };

/** What may stand on the AccountCommands queue: amounts checked once more before they are booked. */
export const accountCommand = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('issue-invoice'),
    customerId: identifier,
    invoiceNumber: identifier,
    issuedOn: businessDate,
    totalMinor: positiveMinor,
    instalments: z
      .array(z.object({ dueOn: businessDate, ...amount }))
      .min(1)
      .max(60),
    orderId: identifier.optional(),
    paymentUrl: webUrl.optional(),
    documentUrl: webUrl.optional(),
    openingBalance: openingBalance.optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('adjust-invoice'),
    adjustmentId: identifier,
    invoiceNumber: identifier,
    deltaMinor: signedMinor,
    adjustedOn: businessDate,
    reason,
  }),
  z.object({
    ...base,
    kind: z.literal('cancel-invoice'),
    invoiceNumber: identifier,
    cancelledOn: businessDate,
    reason,
  }),
  z.object({
    ...base,
    kind: z.literal('post-credit-note'),
    creditNoteNumber: identifier,
    invoiceNumber: identifier,
    ...amount,
    issuedOn: businessDate,
  }),
  z.object({
    ...base,
    kind: z.literal('record-payment'),
    paymentId: scopedId,
    ...amount,
    receivedOn: businessDate,
    invoiceNumbers: z.array(identifier).max(1000),
  }),
  z.object({
    ...base,
    kind: z.literal('refund-payment'),
    paymentId: scopedId,
    refundId: scopedId,
    ...amount,
    refundedOn: businessDate,
  }),
  z.object({
    ...base,
    kind: z.literal('reverse-payment'),
    paymentId: scopedId,
    reversalId: scopedId,
    ...amount,
    reversedOn: businessDate,
    reason: z.enum(['chargeback', 'returned', 'error']),
  }),
  z.object({
    ...base,
    kind: z.literal('reinstate-payment'),
    paymentId: scopedId,
    reversalId: scopedId,
    ...amount,
    reinstatedOn: businessDate,
  }),
  z.object({
    ...base,
    kind: z.literal('contest-payment'),
    paymentId: scopedId,
    disputeId: scopedId,
    ...amount,
    contestedOn: businessDate,
  }),
  z.object({
    ...base,
    kind: z.literal('note-broken-promise'),
    promiseId: identifier,
    ...amount,
    promisedOn: businessDate,
  }),
  z.object({
    ...base,
    kind: z.literal('write-off-invoice'),
    invoiceNumber: identifier,
    writtenOffOn: businessDate,
    reason,
  }),
  z.object({
    ...base,
    kind: z.literal('continue-plan'),
    planId: z.string().min(1).max(512),
    chunk: z.int().positive(),
  }),
]) satisfies z.ZodType<AccountCommand>;
