import * as z from 'zod';
import {
  accountId,
  currency,
  documentMinor,
  foreignInstant,
  identifier,
} from '../../../events/envelope.ts';
import { remittance } from '../../../events/parts.ts';
import { instant } from '../calendar.ts';
import { problemsOf } from '../inbound/problems.ts';
import { fact, ignored, malformed, type Reading } from './facts.ts';

const provider = 'standard-webhooks';

const types = [
  'payment.succeeded',
  'payment.failed',
  'payment.refunded',
  'payment.disputed',
  'payment.reversed',
  'payment.reinstated',
] as const;
type Type = (typeof types)[number];

/**
 * The payload that we document for providers and for systems of one's own.
 *
 * `objectId` names the refund, dispute or failed try itself. Where senders leave it out, refunds
 * and tries are told apart by moment and amount, so that a message sent again under a new id is
 * still the same one, and a payment has one dispute.
 */
const dataSchema = z.object({
  paymentId: identifier,
  objectId: identifier.optional(),
  accountId: accountId.optional(),
  customerId: identifier.optional(),
  legalEntity: identifier.max(64).optional(),
  invoiceNumbers: remittance.default([]),
  amountMinor: documentMinor,
  currency,
  occurredAt: foreignInstant,
});

const payloadSchema = z.object({ type: z.string().min(1), data: z.unknown() });

const isKnown = (type: string): type is Type => (types as readonly string[]).includes(type);

/**
 * Reads a verified Standard Webhooks payload `{type, data}`. Disputed means asked about, the cash
 * still ours; reversed means taken back; reinstated means given again. Other types are ignored.
 */
export const readStandardEvent = (body: unknown): Reading => {
  const payload = payloadSchema.safeParse(body);
  if (!payload.success) return malformed(problemsOf(payload.error, body));
  const { type } = payload.data;
  if (!isKnown(type)) return ignored(`${type} moves no cash`);
  const parsed = z.object({ data: dataSchema }).safeParse(body);
  if (!parsed.success) return malformed(problemsOf(parsed.error, body));
  const { data } = parsed.data;
  const at = instant(data.occurredAt);
  const momentId = `${provider}:${data.objectId ?? `${data.paymentId}@${at}@${data.amountMinor}`}`;
  const disputeId = `${provider}:${data.objectId ?? data.paymentId}`;
  const common = {
    provider,
    paymentId: `${provider}:${data.paymentId}`,
    amountMinor: data.amountMinor,
    currency: data.currency,
    when: { at },
    remittance: {
      accountId: data.accountId,
      customerId: data.customerId,
      legalEntity: data.legalEntity,
      invoiceNumbers: [...new Set(data.invoiceNumbers)],
      unreadable: [],
    },
  };
  switch (type) {
    case 'payment.succeeded':
      return fact({ ...common, kind: 'received' });
    case 'payment.failed':
      return fact({ ...common, kind: 'failed', attempt: momentId });
    case 'payment.refunded':
      return fact({ ...common, kind: 'refunded', refundId: momentId });
    case 'payment.disputed':
      return fact({ ...common, kind: 'contested', disputeId });
    case 'payment.reversed':
      return fact({ ...common, kind: 'reversed', reversalId: disputeId, reason: 'returned' });
    case 'payment.reinstated':
      return fact({ ...common, kind: 'reinstated', reversalId: disputeId });
  }
};
