import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  paid,
  refunded,
  room,
  stripe,
  type World,
  webhook,
} from '../../../test/support/route-payments.ts';

describe('cash whose account nobody can tell', () => {
  it('is parked under the invoices that it names, and noted once', async () => {
    const { take, did } = room();
    await take(paid({ invoice_numbers: 'A-1,A-2' }));
    await take(paid({ invoice_numbers: 'A-1,A-2' }));
    expect(did.parked[0]?.places).toEqual([
      { kind: 'invoice', invoiceNumber: 'A-1' },
      { kind: 'invoice', invoiceNumber: 'A-2' },
    ]);
    expect(did.notes).toEqual([
      {
        key: 'payment:stripe:pi_1',
        effectiveOn: '2026-03-03',
        note: {
          type: 'PaymentUnmatched',
          data: {
            paymentId: 'stripe:pi_1',
            amountMinor: 1000,
            currency: 'USD',
            invoiceNumbers: ['A-1', 'A-2'],
            waits: true,
            reason: 'none of its invoices is known',
          },
        },
      },
    ]);
  });

  it('goes on when its invoice came while it was being parked', async () => {
    const { take, did } = room({ arrivedMeanwhile: ['acme|main|USD'] });
    await take(paid({ invoice_number: 'A-1' }));
    expect(did.sent).toMatchObject([{ accountId: 'acme|main|USD' }]);
    expect(did.released).toEqual(did.parked);
    expect(did.notes).toEqual([]);
  });

  it.each([
    ['it names neither an account nor an invoice', {}, {}],
    [
      'the invoices that it names belong to several accounts',
      { invoice_numbers: 'A-1,B-1' },
      { invoices: { 'A-1': ['a|main|USD'], 'B-1': ['b|main|USD'] } },
    ],
    [
      'the payment is in USD and the invoices that it names are in EUR',
      { invoice_number: 'A-1' },
      { invoices: { 'A-1': ['a|main|EUR'] } },
    ],
    [
      'the payment is in USD and the account that it names in EUR',
      { account_id: 'a|main|EUR' },
      {},
    ],
  ])('is kept whole for a person when %s', async (reason, metadata, world: World) => {
    const { take, did } = room(world);
    const message = paid(metadata);
    await take(message);
    expect(did.rejected).toEqual([
      {
        inputId: 'payment:stripe:pi_1',
        redriveTo: 'PaymentEvents',
        reasons: [reason],
        body: JSON.stringify(message),
      },
    ]);
    expect(did.notes.map(({ note }) => note)).toMatchObject([
      { type: 'PaymentUnmatched', data: { reason } },
    ]);
    expect([...did.sent, ...did.parked, ...did.rejections]).toEqual([]);
  });
});

describe('what cannot be understood', () => {
  it('is ignored when it moves no cash', async () => {
    const { take, did } = room();
    await take(stripe('customer.created', {}));
    expect(did.acts).toBe(0);
  });

  it.each([
    ['text that is not JSON', webhook('{'), /^[0-9a-f]{16}$/, 'stripe'],
    [
      'an amount that is none',
      stripe('payment_intent.succeeded', { id: 'pi_1', amount: 'ten', currency: 'usd' }),
      /^evt_1@[0-9a-f]{16}$/,
      'stripe payment_intent.succeeded',
    ],
    ['a message of nobody', 'nonsense', /^[0-9a-f]{16}$/, 'unknown'],
  ])('is parked with reasons: %s', async (_, message, inputId, inputType) => {
    const { take, did } = room();
    await take(message);
    expect(did.rejections).toHaveLength(1);
    expect(did.rejections[0]).toMatchObject({
      inputId: expect.stringMatching(inputId),
      inputType,
      redriveTo: 'PaymentEvents',
      body: typeof message === 'string' ? message : JSON.stringify(message),
    });
    expect(did.rejections[0]?.reasons.length).toBeGreaterThan(0);
    expect(did.acts).toBe(1);
  });
});

const once = (acts: readonly unknown[]) => new Set(acts.map((one) => JSON.stringify(one)));

describe('a crash anywhere', () => {
  const messages = fc.constantFrom(
    { message: paid({ invoice_number: 'A-1' }), world: {} },
    { message: paid({ invoice_number: 'A-1' }), world: { arrivedMeanwhile: ['acme|main|USD'] } },
    { message: paid({}), world: {} },
    { message: refunded, world: { arrivedMeanwhile: ['acme|main|USD'] } },
    { message: webhook('{'), world: {} },
  );

  it('is repaired by the next delivery', () =>
    fc.assert(
      fc.asyncProperty(messages, fc.nat(3), async ({ message, world }, acts) => {
        const whole = room(world);
        await whole.take(message);
        const crashed = room(world);
        crashed.crashBefore(acts);
        await crashed.take(message).catch(() => undefined);
        crashed.crashBefore(Number.POSITIVE_INFINITY);
        await crashed.take(message);
        for (const kind of [
          'sent',
          'parked',
          'released',
          'notes',
          'rejections',
          'rejected',
        ] as const) {
          expect(once(crashed.did[kind])).toEqual(once(whole.did[kind]));
        }
      }),
    ));
});
