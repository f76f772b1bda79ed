import * as z from 'zod';
import { bureauAlertReceived } from '../../../events/bureau-alert-received.v1.ts';
import { creditLineClosed } from '../../../events/credit-line-closed.v1.ts';
import { creditReviewDue } from '../../../events/credit-review-due.v1.ts';
import { accountId, instant } from '../../../events/envelope.ts';
import { exchangeRatePublished } from '../../../events/exchange-rate-published.v1.ts';
import { orderCancelled } from '../../../events/order-cancelled.v1.ts';
import { orderPlaced } from '../../../events/order-placed.v1.ts';
import { type LedgerReason, ledgerReasonOf } from '../../../shared/domain/credit/line/bad-news.ts';

const id = z.string().min(1);
const cause = z.object({ causationId: id, correlationId: id });
const meta = z.object({ eventId: id, correlationId: id });

/** What the bus tells of a ledger, and what a line says of its review and of its end. */
const ledgerEvent = z.object({
  'detail-type': z.string(),
  detail: z.object({ meta, data: z.object({ accountId }) }),
});
const reviewEvent = z.object({
  'detail-type': z.literal('CreditReviewDue'),
  detail: z.object({ meta: meta.extend({ recordedAt: instant }), data: creditReviewDue.data }),
});

const closedEvent = z.object({
  'detail-type': z.literal('CreditLineClosed'),
  detail: z.object({ meta: meta.extend({ recordedAt: instant }), data: creditLineClosed.data }),
});

const admitted = { inputId: id, cause };
const signal = z.discriminatedUnion('kind', [
  z.object({ ...admitted, kind: z.literal('order-placed'), order: orderPlaced.data }),
  z.object({ ...admitted, kind: z.literal('order-cancelled'), order: orderCancelled.data }),
  z.object({
    ...admitted,
    kind: z.literal('rate-published'),
    rate: exchangeRatePublished.data,
    /** Set when it is parked: no sender says it, a person does by handing it in again. */
    confirmed: z.boolean().optional(),
  }),
  z.object({ ...admitted, kind: z.literal('bureau-alert'), alert: bureauAlertReceived.data }),
  z.object({ kind: z.literal('look'), lineId: id }),
]);

export type Signal =
  | Exclude<z.infer<typeof signal>, { readonly kind: 'look' }>
  | { readonly kind: 'look'; readonly lineId: string; readonly cause: z.infer<typeof cause> }
  | {
      readonly kind: 'ledger-moved';
      readonly accountId: string;
      /** Set when the line may have to be reviewed for it, or held. */
      readonly because?: LedgerReason | undefined;
      readonly cause: z.infer<typeof cause>;
    }
  | {
      readonly kind: 'line-closed';
      readonly closed: z.infer<typeof creditLineClosed.data>;
      readonly occurredAt: string;
      readonly cause: z.infer<typeof cause>;
    }
  | {
      readonly kind: 'review-due';
      readonly review: z.infer<typeof creditReviewDue.data>;
      readonly occurredAt: string;
      readonly cause: z.infer<typeof cause>;
    };

/** @throws ZodError when the text is no event of ours and no signal. */
export const readSignal = (body: string): Signal => {
  const given: unknown = JSON.parse(body);
  const isEvent = z.object({ 'detail-type': z.string() }).safeParse(given).success;
  if (!isEvent) {
    const read = signal.parse(given);
    if (read.kind !== 'look') return read;
    const causationId = `look#${read.lineId}`;
    return { ...read, cause: { causationId, correlationId: causationId } };
  }
  const review = reviewEvent.safeParse(given).data;
  if (review !== undefined) {
    const { meta: of, data } = review.detail;
    const { eventId: causationId, correlationId, recordedAt: occurredAt } = of;
    return { kind: 'review-due', review: data, occurredAt, cause: { causationId, correlationId } };
  }
  const closed = closedEvent.safeParse(given).data;
  if (closed !== undefined) {
    const { meta: of, data } = closed.detail;
    const { eventId: causationId, correlationId, recordedAt: occurredAt } = of;
    return { kind: 'line-closed', closed: data, occurredAt, cause: { causationId, correlationId } };
  }
  const { detail, 'detail-type': type } = ledgerEvent.parse(given);
  const { eventId: causationId, correlationId } = detail.meta;
  return {
    kind: 'ledger-moved',
    accountId: detail.data.accountId,
    because: ledgerReasonOf(type),
    cause: { causationId, correlationId },
  };
};
