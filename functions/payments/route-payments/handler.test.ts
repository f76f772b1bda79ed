import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  acme,
  paid,
  refunded,
  room,
  stripe,
  type World,
  webhook,
} from '../../../test/support/route-payments.ts';

describe('cash whose account is known', () => {
  it.each([
    ['the account it states', { account_id: 'acme|main|USD' }, {}],
    ['the customer it states', { customer_id: 'acme' }, {}],
    ['its invoice', { invoice_number: 'A-1' }, { invoices: { 'A-1': ['acme|main|USD'] } }],
    [
      'the one invoice that has arrived',
      { invoice_numbers: 'A-9,A-1' },
      { invoices: { 'A-1': ['x|main|EUR', 'acme|main|USD'] } },
    ],
  ])('goes by %s', async (_, metadata, world: World) => {
    const { take, did } = room(world);
    await take(paid(metadata));
    expect(did.sent).toMatchObject([
      {
        kind: 'record-payment',
        accountId: 'acme|main|USD',
        inputId: 'payment:stripe:pi_1',
        paymentId: 'stripe:pi_1',
        amountMinor: 1000,
        receivedOn: '2026-03-03',
        cause: { causationId: 'evt_1', correlationId: 'evt_1' },
      },
    ]);
    expect(did.acts).toBe(1);
  });

  it('is dated in the zone of the book', async () => {
    const { take, did } = room({ bookZone: 'Pacific/Kiritimati' });
    await take(paid({ customer_id: 'acme' }));
    expect(did.sent).toMatchObject([{ receivedOn: '2026-03-04' }]);
  });

  it('of a payment that is told four times is one input', async () => {
    const vector = JSON.parse(
      readFileSync(
        join(import.meta.dirname, '../../../test/vectors/stripe-one-payment-four-events.json'),
        'utf8',
      ),
    ) as { events: { body: string }[] };
    const { take, did } = room({ invoices: { 'INV-2026-0042': [acme] } });
    for (const { body } of [...vector.events, ...vector.events.toReversed()]) {
      await take(webhook(body));
    }
    expect(new Set(did.sent.map(({ inputId, accountId }) => `${inputId} ${accountId}`))).toEqual(
      new Set(['payment:stripe:pi_3TnWq2Cartera0001 acme|main|USD']),
    );
    expect(did.acts).toBe(did.sent.length);
  });
});

describe('what follows a payment', () => {
  it('goes where the payment was booked', async () => {
    const { take, did } = room({ payments: { 'stripe:pi_1': 'acme|main|USD' } });
    await take(refunded);
    expect(did.sent).toMatchObject([
      { kind: 'refund-payment', accountId: 'acme|main|USD', inputId: 'refund:stripe:re_1' },
    ]);
  });

  it('waits for the payment, and meets it when it came meanwhile', async () => {
    const waiting = room();
    await waiting.take(refunded);
    expect(waiting.did.parked).toMatchObject([
      { currency: 'USD', places: [{ kind: 'payment', paymentId: 'stripe:pi_1' }] },
    ]);
    expect(waiting.did.notes).toMatchObject([
      {
        key: 'refund:stripe:re_1',
        note: {
          type: 'PaymentUnmatched',
          data: { reason: 'it was refunded and is not booked itself' },
        },
      },
    ]);
    expect(waiting.did.acts).toBe(2);
    const met = room({ arrivedMeanwhile: ['acme|main|USD'] });
    await met.take(refunded);
    expect(met.did.sent).toMatchObject([{ accountId: 'acme|main|USD' }]);
    expect(met.did.released).toEqual(met.did.parked);
  });

  it('in another currency than the payment is for a person', async () => {
    const { take, did } = room({ payments: { 'stripe:pi_1': 'acme|main|EUR' } });
    await take(refunded);
    expect(did.rejections).toMatchObject([
      {
        inputId: 'refund:stripe:re_1',
        reasons: ['the payment is in USD and its payment was booked in EUR'],
      },
    ]);
    expect(did.acts).toBe(1);
  });
});

describe('what a payment states about its account', () => {
  const stating = { customer_id: 'acme', invoice_number: 'A-1' };
  it.each([
    ['acme|north|USD', stating, { invoices: { 'A-1': ['acme|north|USD'] } }],
    [acme, stating, { invoices: { 'A-1': ['zeta|main|USD', acme] } }],
    [
      'acme|north|USD',
      { ...stating, legal_entity: 'north' },
      { invoices: { 'A-1': [acme, 'acme|north|USD'] } },
    ],
    ['zeta|main|USD', { invoice_number: 'A-1' }, { payments: { 'stripe:pi_1': 'zeta|main|USD' } }],
    [
      acme,
      { invoice_number: 'A-1' },
      {
        payments: { 'stripe:pi_1': acme },
        invoices: { 'A-1': [acme, 'zeta|main|USD'] },
      },
    ],
  ])('brings it to %s', async (accountId, metadata, world: World) => {
    const { take, did } = room(world);
    await take(paid(metadata));
    expect(did.sent).toMatchObject([{ accountId }]);
    expect(did.acts).toBe(1);
  });

  it.each([
    [stating, { invoices: { 'A-1': ['zeta|main|USD'] } }],
    [{ account_id: acme, invoice_number: 'A-1' }, { invoices: { 'A-1': ['zeta|main|USD'] } }],
    [{ account_id: acme }, { payments: { 'stripe:pi_1': 'zeta|main|USD' } }],
    [{ customer_id: 'acme' }, { payments: { 'stripe:pi_1': 'zeta|main|USD' } }],
  ])('is for a person when %j contradicts what is known', async (metadata, world: World) => {
    const { take, did } = room(world);
    await take(paid(metadata));
    expect(did.sent).toEqual([]);
    expect(did.rejected).toHaveLength(1);
    expect(did.notes).toMatchObject([{ note: { type: 'PaymentUnmatched' } }]);
  });

  it('is booked and told where the account has no entry', async () => {
    const { take, did } = room({ accounts: [] });
    await take(paid({ account_id: acme, invoice_number: 'A-1' }));
    expect(did.sent).toMatchObject([{ accountId: acme }]);
    expect(did.notes).toMatchObject([
      { note: { data: { reason: 'it is booked as unapplied on an account without any entry' } } },
    ]);
  });

  it('waits with the cash where no invoice tells the legal entity', async () => {
    const { take, did } = room();
    await take(paid(stating));
    expect(did.parked).toMatchObject([{ stated: { customerId: 'acme' } }]);
    expect(did.sent).toEqual([]);
  });
});

const reported = (over: object = {}) => ({
  door: 'bus',
  source: 'upstream.bank',
  meta: { eventId: 'e-1', occurredAt: '2026-03-03T12:00:00Z' },
  data: {
    paymentId: 'b1',
    amountMinor: 1000,
    currency: 'USD',
    receivedOn: '2026-03-03',
    ...over,
  },
});

describe('payments of the bus', () => {
  it('carry the cause that their sender gave', async () => {
    const { take, did } = room();
    await take(reported({ accountId: 'acme|main|USD' }));
    expect(did.sent).toMatchObject([
      { inputId: 'payment:upstream:b1', cause: { causationId: 'e-1', correlationId: 'e-1' } },
    ]);
  });
});

const failed = (charge: string) =>
  stripe('payment_intent.payment_failed', {
    id: 'pi_1',
    amount: 1000,
    currency: 'usd',
    latest_charge: charge,
    metadata: { invoice_number: 'A-1' },
  });

describe('tries that failed', () => {
  it('are noted once each, with the account where it can be told', async () => {
    const { take, did } = room({ invoices: { 'A-1': ['acme|main|USD'] } });
    for (const charge of ['ch_1', 'ch_2', 'ch_1']) await take(failed(charge));
    expect(did.notes.map(({ key }) => key)).toEqual(['failure:ch_1', 'failure:ch_2']);
    expect(did.notes[0]?.note).toMatchObject({
      type: 'PaymentFailed',
      data: { paymentId: 'stripe:pi_1', accountId: 'acme|main|USD', provider: 'stripe' },
    });
    expect(did.acts).toBe(2);
  });
});
