import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { maxNesting, nestsTooDeep } from '../../../shared/domain/inbound/nesting.ts';
import { type Problem, problemsOf } from '../../../shared/domain/inbound/problems.ts';
import { deliveryIdOf } from '../../../shared/domain/payments/delivery.ts';
import type { PaymentFact, Reading } from '../../../shared/domain/payments/facts.ts';
import {
  type PaymentMessage,
  paymentMessage,
  type WebhookProvider,
} from '../../../shared/domain/payments/message.ts';
import { readReportedPayment } from '../../../shared/domain/payments/reported.ts';
import { readStandardEvent } from '../../../shared/domain/payments/standard-events.ts';
import { readStripeEvent } from '../../../shared/domain/payments/stripe-events.ts';
import { jsonOf } from '../../../shared/domain/queue-text.ts';
import type { Cause } from '../../../shared/ports/journal.ts';

/** What a message of the queue turned out to be. */
export type Understood =
  | { readonly outcome: 'fact'; readonly fact: PaymentFact; readonly cause: Cause }
  | { readonly outcome: 'ignored'; readonly why: string }
  | {
      readonly outcome: 'malformed';
      readonly problems: readonly Problem[];
      /** The delivery's id where it has one, and what it says, which tells it from others. */
      readonly deliveryId: string | undefined;
      readonly content: string;
      readonly door: 'bus' | 'webhook';
      readonly inputType: string;
    };

const readers: Readonly<Record<WebhookProvider, (body: unknown) => Reading>> = {
  stripe: readStripeEvent,
  'standard-webhooks': readStandardEvent,
};

const idOf = (message: PaymentMessage, body: unknown): string | undefined =>
  message.door === 'bus' ? message.meta.eventId : deliveryIdOf(message.headers, body);

const typeOf = (message: PaymentMessage, body: unknown): string => {
  if (message.door === 'bus') return 'PaymentReported';
  const type = typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
  return typeof type === 'string' ? `${message.provider} ${type.slice(0, 80)}` : message.provider;
};

/** Reads a message of the PaymentEvents queue; never throws, whatever it holds. */
export const understand = (text: string): Understood => {
  const json = nestsTooDeep(text) ? undefined : jsonOf(text);
  const parsed = paymentMessage.safeParse(json);
  if (!parsed.success) {
    return {
      outcome: 'malformed',
      problems: problemsOf(parsed.error, json),
      deliveryId: undefined,
      content: text,
      door: 'webhook',
      inputType: 'unknown',
    };
  }
  const message = parsed.data;
  if (message.door === 'bus') {
    const { eventId, correlationId = eventId } = message.meta;
    const cause = { causationId: eventId, correlationId };
    return { outcome: 'fact', fact: readReportedPayment(message.data), cause };
  }
  if (nestsTooDeep(message.body)) {
    return {
      outcome: 'malformed',
      problems: [
        { field: '', value: '(not shown)', expectation: `expected at most ${maxNesting} levels` },
      ],
      deliveryId: idOf(message, undefined),
      content: message.body,
      door: 'webhook',
      inputType: message.provider,
    };
  }
  const body = jsonOf(message.body);
  const reading = readers[message.provider](body);
  if (reading.reading === 'ignored') return { outcome: 'ignored', why: reading.why };
  const deliveryId = idOf(message, body);
  if (reading.reading === 'fact') {
    const causationId = deliveryId ?? reading.fact.paymentId;
    return {
      outcome: 'fact',
      fact: reading.fact,
      cause: { causationId, correlationId: causationId },
    };
  }
  return {
    outcome: 'malformed',
    problems: reading.problems,
    deliveryId,
    content: body === undefined ? message.body : canonicalJson(body),
    door: 'webhook',
    inputType: typeOf(message, body),
  };
};
