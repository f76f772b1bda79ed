import * as z from 'zod';
import { businessDate } from '../../../events/envelope.ts';
import { type Act, invoiceNumber } from '../../../events/parts.ts';
import { actFields } from '../../../shared/lambda/operator.ts';
import type { AccountCommand } from '../../../shared/ports/commands.ts';

/** `on`: the business day that the act counts for; today when it is left out, never later. */
const base = { ...actFields, on: businessDate.optional() };

/** What a person may do to a ledger. */
export const accountAct = z.discriminatedUnion('act', [
  z.strictObject({ ...base, act: z.literal('dispute-invoice'), invoiceNumber }),
  z.strictObject({ ...base, act: z.literal('clear-dispute'), invoiceNumber }),
]);

export type AccountAct = z.infer<typeof accountAct>;

/** The act as a command for the ledger, under the id that makes a repeat harmless. */
export const commandOf = (
  given: AccountAct,
  { accountId, actor, on }: { accountId: string; actor: string; on: string },
): AccountCommand => {
  const act: Act = { actId: given.actId, actor, reason: given.reason };
  const inputId = `act:${given.actId}`;
  const base = { accountId, inputId, act, cause: { causationId: inputId, correlationId: inputId } };
  switch (given.act) {
    case 'dispute-invoice':
      return { ...base, kind: given.act, invoiceNumber: given.invoiceNumber, disputedOn: on };
    case 'clear-dispute':
      return { ...base, kind: given.act, invoiceNumber: given.invoiceNumber, clearedOn: on };
  }
};
