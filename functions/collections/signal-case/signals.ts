import * as z from 'zod';
import { accountId } from '../../../events/envelope.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { Cause } from '../../../shared/ports/journal.ts';

/** A ledger event as its rule puts it on the queue; of its data only the account matters. */
const ledgerEvent = z.object({
  detail: z.object({
    meta: z.object({ eventId: z.string(), correlationId: z.string() }),
    data: z.object({ accountId }),
  }),
});

/** What the daily sweep sends. */
const sweepSignal = z.object({ accountId, dueThrough: z.string() });

export type Signal = { readonly accountId: string; readonly cause: Cause };

/** @throws ZodError when the text is neither a ledger event nor a signal of the sweep. */
export const readSignal = (body: string): Signal => {
  const parsed = z.union([ledgerEvent, sweepSignal]).parse(JSON.parse(body));
  if ('detail' in parsed) {
    const { meta, data } = parsed.detail;
    return {
      accountId: data.accountId,
      cause: { causationId: meta.eventId, correlationId: meta.correlationId },
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
