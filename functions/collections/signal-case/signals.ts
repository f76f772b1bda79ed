import * as z from 'zod';
import { accountId, businessDate } from '../../../events/envelope.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { Cause } from '../../../shared/ports/journal.ts';

/** A ledger event as its rule puts it on the queue; of its data only the account matters. */
const ledgerEvent = z.object({
  detail: z.object({
    meta: z.object({ eventId: z.string(), correlationId: z.string() }),
    data: z.object({ accountId }),
  }),
});

/** A new invoice also says when it falls due. */
const invoicePosted = z.object({
  'detail-type': z.literal('InvoicePosted'),
  detail: z.object({ data: z.object({ instalments: z.array(z.object({ dueOn: businessDate })) }) }),
});

/** What the daily sweep sends. */
const sweepSignal = z.object({ accountId, dueThrough: z.string() });

export type Signal = {
  readonly accountId: string;
  readonly cause: Cause;
  /** Of a new invoice, the first due date: before the sweep comes to it, it changes nothing. */
  readonly concernsFrom?: string | undefined;
};

/** @throws ZodError when the text is neither a ledger event nor a signal of the sweep. */
export const readSignal = (body: string): Signal => {
  const given: unknown = JSON.parse(body);
  const parsed = z.union([ledgerEvent, sweepSignal]).parse(given);
  if ('detail' in parsed) {
    const { meta, data } = parsed.detail;
    const posted = invoicePosted.safeParse(given).data;
    const dueDates = posted?.detail.data.instalments.map(({ dueOn }) => dueOn).sort();
    return {
      accountId: data.accountId,
      cause: { causationId: meta.eventId, correlationId: meta.correlationId },
      concernsFrom: dueDates?.[0],
    };
  }
  const id = `sweep#${parsed.dueThrough}#${parsed.accountId}`;
  return { accountId: parsed.accountId, cause: { causationId: id, correlationId: id } };
};

export type SignalGroup = Signal & { readonly messageIds: readonly string[] };

/**
 * One group per account in order of first appearance, with the cause of its last message: the
 * position is read afresh, so one look answers all signals of the account.
 */
export const coalesce = (
  messages: readonly { readonly message: QueueMessage; readonly signal: Signal }[],
): readonly SignalGroup[] => {
  const groups = new Map<string, SignalGroup>();
  for (const { message, signal } of messages) {
    const before = groups.get(signal.accountId)?.messageIds ?? [];
    groups.set(signal.accountId, { ...signal, messageIds: [...before, message.messageId] });
  }
  return [...groups.values()];
};
