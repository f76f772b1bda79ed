import * as z from 'zod';
import { accountId, identifier, maxDocumentMinor } from '../../../events/envelope.ts';
import { instantOf } from '../calendar.ts';
import { problemAt, problemsOf } from '../inbound/problems.ts';
import {
  fact,
  ignored,
  malformed,
  type PaymentFact,
  type Reading,
  type Remittance,
} from './facts.ts';
import { isoMinorOf } from './stripe-amount.ts';

const provider = 'stripe';
const scoped = (id: string): string => `${provider}:${id}`;

const id = z
  .string()
  .max(128)
  .regex(
    /^[^#|\s\p{Cc}\p{Cs}]+$/u,
    'expected an id of 1 to 128 characters without space, control character, # or |',
  );

/** Seconds up to the end of the year 9998: a later moment has no date of ours. */
const latestSecond = 253_370_764_799;

/** An id, or the object itself where the endpoint's API version expands it. */
const reference = z
  .union([id, z.object({ id }).transform((object) => object.id)])
  .nullish()
  .transform((value) => value ?? undefined);

const envelopeSchema = z.object({
  id,
  type: z.string().min(1),
  created: z.int().positive().max(latestSecond),
  data: z.object({
    object: z.record(z.string(), z.unknown()),
    previous_attributes: z.object({ status: z.string().optional() }).optional(),
  }),
});

const currency = z
  .string()
  .regex(/^[a-zA-Z]{3}$/, 'expected a three-letter currency')
  .transform((code) => code.toUpperCase());
const amount = z.int().nonnegative();

/** Keys that a checkout or a payment link is created with, so that its payment finds home. */
const metadata = z
  .object({
    invoice_number: z.string().optional(),
    invoice_numbers: z.string().optional(),
    account_id: z.string().optional(),
    customer_id: z.string().optional(),
    legal_entity: z.string().optional(),
  })
  .nullish();

const intentSchema = z.object({
  id,
  amount,
  amount_received: amount.optional(),
  currency,
  metadata,
  latest_charge: reference,
});
const chargeSchema = z.object({
  id,
  amount,
  amount_captured: amount.optional(),
  captured: z.boolean().optional(),
  currency,
  metadata,
  payment_intent: reference,
});
/** A refund or a dispute: both name the charge, and the intent where there is one. */
const consequenceSchema = z.object({
  id,
  amount,
  currency,
  status: z.string().nullish(),
  charge: reference,
  payment_intent: reference,
  metadata,
});

type Envelope = z.infer<typeof envelopeSchema>;
type Metadata = z.infer<typeof metadata>;

const filled = (text: string | undefined): string[] => {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? [] : [trimmed];
};

const remittanceOf = (from: Metadata): Remittance => {
  const unreadable: string[] = [];
  const readable = (field: string, schema: z.ZodType, values: readonly string[]): string[] =>
    values.filter((value) => {
      const fits = schema.safeParse(value).success;
      if (!fits) unreadable.push(field);
      return fits;
    });
  const [stated] = readable('account_id', accountId, filled(from?.account_id));
  const [customerId] = readable('customer_id', identifier, filled(from?.customer_id));
  const [legalEntity] = readable('legal_entity', identifier.max(64), filled(from?.legal_entity));
  const named = [
    ...filled(from?.invoice_number),
    ...(from?.invoice_numbers ?? '').split(',').flatMap(filled),
  ];
  return {
    accountId: stated,
    customerId,
    legalEntity,
    invoiceNumbers: [...new Set(readable('invoice_number', identifier, named))],
    unreadable,
  };
};

type Parts = {
  readonly paymentId: string;
  readonly amount: number;
  /** Where the amount stands in the event's object, to name it when it is wrong. */
  readonly amountField: string;
  readonly currency: string;
  readonly metadata: Metadata;
};

type Kind = PaymentFact extends infer Fact
  ? Fact extends PaymentFact
    ? Omit<Fact, 'provider' | 'paymentId' | 'amountMinor' | 'currency' | 'when' | 'remittance'>
    : never
  : never;

const factOf = (event: Envelope, parts: Parts, kind: Kind): Reading => {
  const amountMinor = isoMinorOf(parts.amount, parts.currency);
  if (amountMinor === undefined || amountMinor === 0 || amountMinor > maxDocumentMinor) {
    return malformed([
      problemAt(
        event,
        ['data', 'object', parts.amountField],
        `expected an amount above zero, at most ${maxDocumentMinor}, in whole minor units of ${parts.currency}`,
      ),
    ]);
  }
  return fact({
    ...kind,
    provider,
    paymentId: scoped(parts.paymentId),
    amountMinor,
    currency: parts.currency,
    when: { at: instantOf(event.created * 1000) },
    remittance: remittanceOf(parts.metadata),
  });
};

const objectOf = <Schema extends z.ZodType>(
  event: Envelope,
  schema: Schema,
  then: (object: z.infer<Schema>) => Reading,
): Reading => {
  const parsed = schema.safeParse(event.data.object);
  if (parsed.success) return then(parsed.data);
  return malformed(problemsOf(parsed.error, event.data.object, 'data.object'));
};

const chargeReceived = (event: Envelope): Reading =>
  objectOf(event, chargeSchema, (charge) => {
    if (charge.payment_intent !== undefined) return ignored('its intent books this charge');
    if (charge.captured === false) return ignored('authorised only; cash moves when captured');
    return factOf(
      event,
      {
        paymentId: charge.id,
        amount: charge.amount_captured ?? charge.amount,
        amountField: charge.amount_captured === undefined ? 'amount' : 'amount_captured',
        currency: charge.currency,
        metadata: charge.metadata,
      },
      { kind: 'received' },
    );
  });

const consequence = (
  event: Envelope,
  kindOf: (objectId: string, status: string | undefined) => Kind | Reading,
): Reading =>
  objectOf(event, consequenceSchema, (object) => {
    const kind = kindOf(scoped(object.id), object.status ?? undefined);
    if ('reading' in kind) return kind;
    const paymentId = object.payment_intent ?? object.charge;
    if (paymentId === undefined) {
      return malformed([
        problemAt(
          event,
          ['data', 'object', 'payment_intent'],
          'expected the payment or its charge',
        ),
      ]);
    }
    const { amount: stripeAmount, currency: inCurrency } = object;
    return factOf(
      event,
      {
        paymentId,
        amount: stripeAmount,
        amountField: 'amount',
        currency: inCurrency,
        metadata: object.metadata,
      },
      kind,
    );
  });

const refund = (event: Envelope): Reading =>
  consequence(event, (refundId, status) => {
    if (status === 'succeeded') return { kind: 'refunded', refundId };
    if (event.data.previous_attributes?.status === 'succeeded') {
      // The bank sent a booked refund back. Whether it is paid again is for a person to decide.
      return malformed([
        problemAt(
          event,
          ['data', 'object', 'status'],
          'a refund that succeeded came back: book its return by hand',
        ),
      ]);
    }
    return ignored(`refund is ${status ?? 'without status'}`);
  });

/** What each event type means. Cash moves by the intent, so no payment is booked twice. */
const readers: Readonly<Record<string, (event: Envelope) => Reading>> = {
  'payment_intent.succeeded': (event) =>
    objectOf(event, intentSchema, (intent) =>
      factOf(
        event,
        {
          paymentId: intent.id,
          amount: intent.amount_received ?? intent.amount,
          amountField: intent.amount_received === undefined ? 'amount' : 'amount_received',
          currency: intent.currency,
          metadata: intent.metadata,
        },
        { kind: 'received' },
      ),
    ),
  'charge.succeeded': chargeReceived,
  'charge.captured': chargeReceived,
  'payment_intent.payment_failed': (event) =>
    objectOf(event, intentSchema, (intent) =>
      factOf(
        event,
        {
          paymentId: intent.id,
          amount: intent.amount,
          amountField: 'amount',
          currency: intent.currency,
          metadata: intent.metadata,
        },
        // A payer may fail several times on one intent; each try makes a charge of its own.
        { kind: 'failed', attempt: intent.latest_charge ?? event.id },
      ),
    ),
  'refund.created': refund,
  'refund.updated': refund,
  'refund.failed': refund,
  'charge.dispute.created': (event) =>
    consequence(event, (disputeId) => ({ kind: 'contested', disputeId })),
  'charge.dispute.funds_withdrawn': (event) =>
    consequence(event, (reversalId) => ({ kind: 'reversed', reversalId, reason: 'chargeback' })),
  'charge.dispute.funds_reinstated': (event) =>
    consequence(event, (reversalId) => ({ kind: 'reinstated', reversalId })),
};

/**
 * Reads a verified Stripe event. One payment emits several events under different ids, so what
 * counts is the object inside. Checkout and invoice events only link what the intent books, and
 * `charge.refunded` is cumulative: both are ignored, as is every type that we do not know.
 * Source: stripe-node, src/resources/Events.ts; docs.stripe.com/api/events/types.
 */
export const readStripeEvent = (body: unknown): Reading => {
  const parsed = envelopeSchema.safeParse(body);
  if (!parsed.success) return malformed(problemsOf(parsed.error, body));
  const reader = Object.hasOwn(readers, parsed.data.type) ? readers[parsed.data.type] : undefined;
  return reader === undefined ? ignored(`${parsed.data.type} moves no cash`) : reader(parsed.data);
};
