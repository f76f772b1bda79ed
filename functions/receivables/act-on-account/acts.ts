import * as z from 'zod';
import { businessDate, identifier, positiveMinor, scopedId } from '../../../events/envelope.ts';
import * as parts from '../../../events/parts.ts';
import { actFields } from '../../../shared/lambda/operator.ts';
import type { AccountCommand } from '../../../shared/ports/commands.ts';

/** `on`: the business day that the act counts for; today when it is left out, never later. */
const everyAct = { ...actFields, on: businessDate.optional() };

/** Invoices that a person puts one payment on; more are a remittance, which upstream reports. */
const mostNamed = 40;

/** What a person may do to a ledger. */
export const accountAct = z.discriminatedUnion('act', [
  z.strictObject({
    ...everyAct,
    act: z.literal('dispute-invoice'),
    invoiceNumber: parts.invoiceNumber,
  }),
  z.strictObject({
    ...everyAct,
    act: z.literal('clear-dispute'),
    invoiceNumber: parts.invoiceNumber,
  }),
  z.strictObject({
    ...everyAct,
    act: z.literal('reverse-payment'),
    paymentId: scopedId,
    /** All that is left of the payment when it is left out. */
    amountMinor: positiveMinor.optional(),
  }),
  z.strictObject({
    ...everyAct,
    act: z.literal('reallocate-payment'),
    paymentId: scopedId,
    invoiceNumbers: z.array(parts.invoiceNumber).min(1).max(mostNamed),
  }),
  z.strictObject({
    ...everyAct,
    act: z.literal('record-refund'),
    paymentId: scopedId,
    amountMinor: positiveMinor,
    /** `<provider>:<id>`, so that the provider's own report of it is known to be the same. */
    refundId: scopedId.optional(),
  }),
  z.strictObject({
    ...everyAct,
    act: z.literal('write-off-invoice'),
    invoiceNumber: parts.invoiceNumber,
  }),
]);

/** What a second person decides; by a route of its own. */
export const approval = z.discriminatedUnion('act', [
  z.strictObject({
    ...everyAct,
    act: z.literal('approve-write-off'),
    invoiceNumber: parts.invoiceNumber,
    requestId: identifier,
  }),
  z.strictObject({
    ...everyAct,
    act: z.literal('reject-write-off'),
    invoiceNumber: parts.invoiceNumber,
    requestId: identifier,
  }),
]);

export type Asked = z.infer<typeof accountAct> | z.infer<typeof approval>;

type Given = {
  readonly accountId: string;
  readonly actor: string;
  readonly on: string;
  /** Minor units of the account's currency that persons may give up without a second. */
  readonly limitMinor: number;
};

/** The act as a command for the ledger, under the id that makes a repeat harmless. */
export const commandOf = (asked: Asked, given: Given): AccountCommand => {
  const { accountId, actor, on, limitMinor } = given;
  const { actId, reason } = asked;
  const act: parts.Act = { actId, actor, reason };
  const inputId = `act:${actId}`;
  const base = { accountId, inputId, act, cause: { causationId: inputId, correlationId: inputId } };
  switch (asked.act) {
    case 'dispute-invoice':
      return { ...base, kind: asked.act, invoiceNumber: asked.invoiceNumber, disputedOn: on };
    case 'clear-dispute':
      return { ...base, kind: asked.act, invoiceNumber: asked.invoiceNumber, clearedOn: on };
    case 'reverse-payment':
      return {
        ...base,
        kind: asked.act,
        paymentId: asked.paymentId,
        reversalId: `operator:${actId}`,
        amountMinor: asked.amountMinor,
        reversedOn: on,
        reason: 'error',
      };
    case 'reallocate-payment': {
      const { paymentId, invoiceNumbers } = asked;
      return { ...base, kind: asked.act, paymentId, invoiceNumbers, reallocatedOn: on };
    }
    case 'record-refund': {
      const { paymentId, amountMinor, refundId = `operator:${actId}` } = asked;
      // A refund that the provider names is the same whoever tells of it first.
      const own = asked.refundId === undefined ? inputId : `refund:${refundId}`;
      return {
        ...base,
        inputId: own,
        kind: 'refund-payment',
        paymentId,
        refundId,
        amountMinor,
        refundedOn: on,
      };
    }
    case 'write-off-invoice': {
      const { invoiceNumber } = asked;
      return { ...base, kind: asked.act, invoiceNumber, writtenOffOn: on, reason, limitMinor };
    }
    case 'approve-write-off':
    case 'reject-write-off': {
      const { invoiceNumber, requestId } = asked;
      return { ...base, kind: asked.act, invoiceNumber, requestId, decidedOn: on };
    }
  }
};
