import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { nodeSigning } from '../../adapters/node/signing.ts';
import { instantOf } from '../calendar.ts';
import { exponentOf } from '../money.ts';
import { commandOf, inputIdOf } from './command.ts';
import type { PaymentFact, Reading } from './facts.ts';
import { bytesOf } from './signature.ts';
import { readStandardEvent } from './standard-events.ts';
import { isoMinorOf } from './stripe-amount.ts';
import { readStripeEvent } from './stripe-events.ts';
import { checkStripeSignature } from './stripe-signature.ts';

const cause = { causationId: 'evt_1', correlationId: 'evt_1' };
const created = 1_772_539_200;
const noon = '2026-03-03T12:00:00.000Z';

const stripe = (type: string, object: object, more: object = {}): Reading =>
  readStripeEvent({ id: 'evt_1', type, created, data: { object, ...more } });

const factIn = (reading: Reading): PaymentFact => {
  if (reading.reading !== 'fact') throw new Error(JSON.stringify(reading));
  return reading.fact;
};

const intent = { id: 'pi_1', amount: 1000, amount_received: 900, currency: 'usd', metadata: {} };
const charge = { id: 'ch_1', amount: 1000, currency: 'usd', metadata: {}, payment_intent: null };
const dispute = {
  id: 'dp_1',
  amount: 1000,
  currency: 'usd',
  charge: 'ch_1',
  payment_intent: 'pi_1',
};
const refund = { ...dispute, id: 're_1', amount: 400, status: 'succeeded' };

describe('one payment, four events', () => {
  const vector = z
    .object({
      secret: z.string(),
      events: z
        .array(
          z.object({
            type: z.string(),
            receivedAt: z.int(),
            headers: z.record(z.string(), z.string()),
            body: z.string(),
          }),
        )
        .length(4),
      bookedOnce: z.record(z.string(), z.unknown()),
    })
    .parse(
      JSON.parse(
        readFileSync(
          join(import.meta.dirname, '../../../test/vectors/stripe-one-payment-four-events.json'),
          'utf8',
        ),
      ),
    );

  it.each(vector.events)('$type is signed', ({ headers, body, receivedAt }) => {
    const request = {
      headers,
      rawBody: bytesOf(body),
      now: instantOf(receivedAt * 1000),
      secrets: [vector.secret],
    };
    expect(checkStripeSignature(request, nodeSigning)).toEqual({ ok: true });
  });

  it('moves cash once', () => {
    const facts = vector.events.flatMap(({ body }) => {
      const reading = readStripeEvent(JSON.parse(body));
      return reading.reading === 'fact' ? [reading.fact] : [];
    });
    expect(facts).toHaveLength(1);
    const [fact] = facts;
    if (fact?.kind !== 'received') throw new Error('expected cash');
    expect({
      ...commandOf(fact, 'UTC', cause),
      currency: fact.currency,
      customerId: fact.remittance.customerId,
    }).toMatchObject({ kind: 'record-payment', ...vector.bookedOnce });
  });
});

describe('what Stripe events mean', () => {
  it('books what an intent received, on the day in the zone of the book', () => {
    const fact = factIn(stripe('payment_intent.succeeded', intent));
    expect(fact).toEqual({
      kind: 'received',
      provider: 'stripe',
      paymentId: 'stripe:pi_1',
      amountMinor: 900,
      currency: 'USD',
      when: { at: noon },
      remittance: {
        accountId: undefined,
        customerId: undefined,
        legalEntity: undefined,
        invoiceNumbers: [],
        unreadable: [],
      },
    });
    if (fact.kind !== 'received') throw new Error(fact.kind);
    expect(commandOf(fact, 'Pacific/Kiritimati', cause)).toEqual({
      currency: 'USD',
      kind: 'record-payment',
      inputId: 'payment:stripe:pi_1',
      cause,
      paymentId: 'stripe:pi_1',
      amountMinor: 900,
      receivedOn: '2026-03-04',
      invoiceNumbers: [],
    });
  });

  it('books a charge only when no intent does, and only what was captured', () => {
    expect(stripe('charge.succeeded', { ...charge, payment_intent: 'pi_1' })).toEqual({
      reading: 'ignored',
      why: 'its intent books this charge',
    });
    expect(stripe('charge.succeeded', { ...charge, captured: false })).toEqual({
      reading: 'ignored',
      why: 'authorised only; cash moves when captured',
    });
    expect(factIn(stripe('charge.succeeded', charge))).toMatchObject({
      kind: 'received',
      paymentId: 'stripe:ch_1',
      amountMinor: 1000,
    });
    expect(
      factIn(stripe('charge.captured', { ...charge, captured: true, amount_captured: 700 })),
    ).toMatchObject({ kind: 'received', paymentId: 'stripe:ch_1', amountMinor: 700 });
  });

  it('reads an expanded intent like its id', () => {
    expect(
      factIn(stripe('refund.created', { ...refund, payment_intent: { id: 'pi_9', amount: 1 } }))
        .paymentId,
    ).toBe('stripe:pi_9');
  });

  it.each([
    ['refund.created', refund, { kind: 'refunded', refundId: 'stripe:re_1', amountMinor: 400 }],
    ['refund.updated', refund, { kind: 'refunded', refundId: 'stripe:re_1' }],
    ['charge.dispute.created', dispute, { kind: 'contested', disputeId: 'stripe:dp_1' }],
    [
      'charge.dispute.funds_withdrawn',
      dispute,
      { kind: 'reversed', reversalId: 'stripe:dp_1', reason: 'chargeback' },
    ],
    ['charge.dispute.funds_reinstated', dispute, { kind: 'reinstated', reversalId: 'stripe:dp_1' }],
  ])('%s is about the payment that it names', (type, object, expected) => {
    expect(factIn(stripe(type, object))).toMatchObject({ ...expected, paymentId: 'stripe:pi_1' });
    expect(factIn(stripe(type, { ...object, payment_intent: null })).paymentId).toBe('stripe:ch_1');
    expect(stripe(type, { ...object, payment_intent: null, charge: null })).toMatchObject({
      reading: 'malformed',
      problems: [
        {
          field: 'data.object.payment_intent',
          expectation: 'expected the payment or its charge',
        },
      ],
    });
  });

  it('tells the tries of one intent apart', () => {
    const failed = { ...intent, latest_charge: 'ch_7' };
    expect(inputIdOf(factIn(stripe('payment_intent.payment_failed', failed)))).toBe('failure:ch_7');
    expect(factIn(stripe('payment_intent.payment_failed', failed))).toMatchObject({
      kind: 'failed',
      paymentId: 'stripe:pi_1',
      amountMinor: 1000,
    });
    expect(inputIdOf(factIn(stripe('payment_intent.payment_failed', intent)))).toBe(
      'failure:evt_1',
    );
  });

  it('waits for a refund to succeed, and asks a person when a booked one comes back', () => {
    const pending = { reading: 'ignored', why: 'refund is pending' };
    expect(stripe('refund.created', { ...refund, status: 'pending' })).toEqual(pending);
    expect(stripe('refund.created', { ...refund, status: null })).toEqual({
      reading: 'ignored',
      why: 'refund is without status',
    });
    const failed = { ...refund, status: 'failed' };
    expect(stripe('refund.failed', failed).reading).toBe('ignored');
    expect(stripe('refund.updated', failed, { previous_attributes: {} }).reading).toBe('ignored');
    expect(
      stripe(
        'refund.updated',
        { ...refund, status: 'failed' },
        { previous_attributes: { status: 'succeeded' } },
      ),
    ).toEqual({
      reading: 'malformed',
      problems: [
        {
          field: 'data.object.status',
          value: '"failed"',
          expectation: 'a refund that succeeded came back: book its return by hand',
        },
      ],
    });
  });

  it.each([
    'charge.refunded',
    'checkout.session.completed',
    'checkout.session.async_payment_succeeded',
    'invoice.paid',
    'invoice.payment_succeeded',
    'charge.dispute.closed',
    'customer.created',
    'toString',
  ])('%s moves no cash', (type) => {
    expect(stripe(type, intent)).toEqual({ reading: 'ignored', why: `${type} moves no cash` });
  });

  it('reads the remittance from metadata, and keeps cash whose remittance is unreadable', () => {
    const metadata = {
      invoice_number: 'A-1',
      invoice_numbers: 'A-2, A-1 ,,not an invoice',
      customer_id: ' acme ',
      account_id: 'nonsense',
      legal_entity: 'north',
    };
    expect(factIn(stripe('payment_intent.succeeded', { ...intent, metadata })).remittance).toEqual({
      accountId: undefined,
      customerId: 'acme',
      legalEntity: 'north',
      invoiceNumbers: ['A-1', 'A-2'],
      unreadable: ['account_id', 'invoice_number'],
    });
    const broken = { customer_id: 'a b', legal_entity: 'x'.repeat(65), invoice_number: '#' };
    expect(
      factIn(stripe('payment_intent.succeeded', { ...intent, metadata: broken })).remittance,
    ).toEqual({
      accountId: undefined,
      customerId: undefined,
      legalEntity: undefined,
      invoiceNumbers: [],
      unreadable: ['customer_id', 'legal_entity', 'invoice_number'],
    });
  });

  it('books no amount that is nothing, a fraction, or beyond any document', () => {
    const most = 10_000_000_000_000;
    const read = (amount: number) =>
      stripe('payment_intent.succeeded', { ...intent, amount_received: amount });
    expect(factIn(read(most)).amountMinor).toBe(most);
    expect(read(most + 1)).toEqual({
      reading: 'malformed',
      problems: [
        {
          field: 'data.object.amount_received',
          value: '10000000000001',
          expectation:
            'expected an amount above zero, at most 10000000000000, in whole minor units of USD',
        },
      ],
    });
  });

  it.each([
    ['charge.succeeded', { ...charge, amount: 0 }, 'amount'],
    ['charge.captured', { ...charge, amount_captured: 0 }, 'amount_captured'],
    ['refund.created', { ...refund, amount: 0 }, 'amount'],
    ['payment_intent.payment_failed', { ...intent, amount: 0 }, 'amount'],
    ['payment_intent.succeeded', { ...intent, amount: 0, amount_received: undefined }, 'amount'],
  ])('%s names the amount that is wrong: %j', (type, object, field) => {
    expect(stripe(type, object)).toMatchObject({
      reading: 'malformed',
      problems: [{ field: `data.object.${field}`, value: '0' }],
    });
  });

  it.each([
    [{ ...intent, amount_received: -1 }, 'data.object.amount_received'],
    [{ ...intent, amount_received: 0 }, 'data.object.amount_received'],
    [{ ...intent, amount_received: 10.5 }, 'data.object.amount_received'],
    [{ ...intent, currency: 'dollars' }, 'data.object.currency'],
    [{ ...intent, id: undefined }, 'data.object.id'],
    [{ ...intent, currency: 'isk', amount_received: 150 }, 'data.object.amount_received'],
  ])('names the field of a malformed event', (object, field) => {
    expect(stripe('payment_intent.succeeded', object)).toMatchObject({
      reading: 'malformed',
      problems: [{ field }],
    });
  });

  it('never throws, whatever was signed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(['fact', 'ignored', 'malformed']).toContain(readStripeEvent(body).reading);
        expect(['fact', 'ignored', 'malformed']).toContain(readStandardEvent(body).reading);
      }),
    );
  });
});

describe('amounts of Stripe in minor units of ISO 4217', () => {
  it.each([
    ['USD', 1234, 1234],
    ['JPY', 500, 500],
    ['CLP', 500, 500],
    ['KWD', 5120, 5120],
    ['MGA', 3, 300],
    ['ISK', 500, 5],
    ['UGX', 500, 5],
    ['ISK', 550, undefined],
    ['IQD', 500, 5000],
    ['XOF', 7, 7],
  ])('%s %d is %s', (currency, amount, expected) => {
    expect(isoMinorOf(amount, currency)).toBe(expected);
  });

  it('keeps the value to the minor unit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'CLP', 'ISK', 'UGX', 'MGA', 'BHD', 'PYG'),
        fc.integer({ min: 1, max: 1_000_000_000 }),
        (currency, major) => {
          // Stripe's own exponents, stated apart from the code's tables.
          const special: Record<string, number> = {
            JPY: 0,
            CLP: 0,
            MGA: 0,
            PYG: 0,
            KWD: 3,
            BHD: 3,
          };
          const places = special[currency] ?? 2;
          expect(isoMinorOf(major * 10 ** places, currency)).toBe(
            major * 10 ** exponentOf(currency),
          );
        },
      ),
    );
  });
});
