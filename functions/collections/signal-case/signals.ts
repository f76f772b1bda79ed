import * as z from 'zod';
import { accountId, businessDate } from '../../../events/envelope.ts';
import { again } from '../../../events/parts.ts';
import { businessDate as toBusinessDate } from '../../../shared/domain/calendar.ts';
import type { Missed } from '../../../shared/domain/collections/facts.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { Cause } from '../../../shared/ports/journal.ts';

/** A ledger event as its rule puts it on the queue; of its data only the account matters. */
const ledgerEvent = z.object({
  detail: z.object({
    meta: z.object({ eventId: z.string(), correlationId: z.string() }),
    data: z.object({ accountId }),
  }),
});

/** A new invoice also says when it falls due, and from when on it counts. */
const invoicePosted = z.object({
  'detail-type': z.literal('InvoicePosted'),
  detail: z.object({
    data: z.object({
      instalments: z.array(z.object({ dueOn: businessDate })),
      openingBalance: z.object({ chaseFrom: businessDate }).optional(),
    }),
  }),
});

/** What a provider reported of a message of a case, after it had taken it. */
const contactEvent = z.object({
  'detail-type': z.enum(['ContactBounced', 'ContactFailed']),
  detail: z.object({
    data: z.object({
      caseId: z.string(),
      step: z.string(),
      anchorOn: businessDate.transform(toBusinessDate),
      again: again.optional(),
      channel: z.string(),
      bounceType: z.string().optional(),
      final: z.boolean().optional(),
      optedOut: z.boolean().optional(),
      reason: z.string().optional(),
      error: z.string().optional(),
    }),
  }),
});

/** What the daily sweep sends. */
const sweepSignal = z.object({ accountId, dueThrough: z.string() });

export type Signal = {
  readonly accountId: string;
  readonly cause: Cause;
  /** Of a new invoice, the first day that concerns it: before the sweep comes to it, it changes nothing. */
  readonly concernsFrom?: string | undefined;
  /** Messages that certainly reached nobody, with their cases. */
  readonly missed?: readonly (Missed & { readonly caseId: string })[] | undefined;
};

/** Undefined for a message that may have arrived, is tried again, or that its recipient refuses. */
const missedBy = ({ detail }: z.infer<typeof contactEvent>) => {
  const { bounceType, final, optedOut, reason, error, ...message } = detail.data;
  if (optedOut === true) return undefined;
  if (bounceType === 'permanent') return { ...message, reason: `bounced: ${reason}` };
  return final === true ? { ...message, reason: error ?? 'failed' } : undefined;
};

/**
 * @returns undefined for an event that moves no case.
 * @throws ZodError when the text is neither an event of an account nor a signal of the sweep.
 */
export const readSignal = (body: string): Signal | undefined => {
  const given: unknown = JSON.parse(body);
  const parsed = z.union([ledgerEvent, sweepSignal]).parse(given);
  if ('detail' in parsed) {
    const { meta, data } = parsed.detail;
    const contact = contactEvent.safeParse(given).data;
    const missed = contact && missedBy(contact);
    if (contact !== undefined && missed === undefined) return undefined;
    const posted = invoicePosted.safeParse(given).data;
    const { instalments = [], openingBalance } = posted?.detail.data ?? {};
    const days = instalments.map(({ dueOn }) =>
      openingBalance === undefined || openingBalance.chaseFrom < dueOn
        ? dueOn
        : openingBalance.chaseFrom,
    );
    return {
      accountId: data.accountId,
      cause: { causationId: meta.eventId, correlationId: meta.correlationId },
      concernsFrom: days.sort()[0],
      ...(missed === undefined ? {} : { missed: [missed] }),
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
    const before = groups.get(signal.accountId);
    groups.set(signal.accountId, {
      ...signal,
      missed: [...(before?.missed ?? []), ...(signal.missed ?? [])],
      messageIds: [...(before?.messageIds ?? []), message.messageId],
    });
  }
  return [...groups.values()];
};
