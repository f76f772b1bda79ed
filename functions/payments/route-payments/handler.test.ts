import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { emptyBook } from '../../../shared/domain/ledger/amounts.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import type { AccountCommand } from '../../../shared/ports/commands.ts';
import type { Parked } from '../../../shared/ports/ledger.ts';
import type { PaymentNote } from '../../../shared/ports/payments.ts';
import type { RejectedInput } from '../../../shared/ports/queues.ts';
import type { Rejection } from '../../../shared/ports/rejections.ts';
import { createHandler } from './handler.ts';

type World = {
  invoices?: Record<string, readonly string[]>;
  payments?: Record<string, string>;
  /** Accounts with entries. */
  accounts?: readonly string[];
  /** What parking finds when it looks again after it parked. */
  arrivedMeanwhile?: readonly string[];
  bookZone?: string;
};

const acme = 'acme|main|USD';
const noPosition = {
  totals: emptyBook(acme).totals,
  openCount: 0,
  plannedMinor: 0,
  plannedFor: [],
  open: [],
  complete: true,
};

const room = (world: World = {}) => {
  const did = {
    sent: [] as AccountCommand[],
    parked: [] as Parked[],
    released: [] as Parked[],
    notes: [] as { key: string; effectiveOn: string; note: PaymentNote }[],
    rejections: [] as Rejection[],
    rejected: [] as RejectedInput[],
    /** Every act in its order, to crash between any two of them. */
    acts: 0,
  };
  let crashBefore = Number.POSITIVE_INFINITY;
  const act = <T>(value: T, into: T[]): void => {
    if (did.acts >= crashBefore) throw new Error('crashed');
    did.acts += 1;
    into.push(value);
  };
  const handle = createHandler({
    ledger: {
      accountOfInvoice: async (number) => world.invoices?.[number] ?? [],
      accountOfPayment: async (paymentId) => world.payments?.[paymentId],
      position: async (accountId) => ({
        ...noPosition,
        accountId,
        version: (world.accounts ?? [acme]).includes(accountId) ? 1 : 0,
      }),
    },
    parking: {
      park: async (parked) => {
        act(parked, did.parked);
        return world.arrivedMeanwhile
          ? { outcome: 'known', accountIds: world.arrivedMeanwhile }
          : { outcome: 'parked' };
      },
      release: async (parked) => act(parked, did.released),
    },
    commands: { send: async (command) => act(command, did.sent) },
    notes: {
      record: async ({ key, note, effectiveOn }) => {
        if (!did.notes.some((known) => known.key === key)) {
          act({ key, note, effectiveOn }, did.notes);
        }
      },
    },
    rejections: { reject: async (rejection) => act(rejection, did.rejections) },
    parked: { put: async (input) => act(input, did.rejected) },
    digest: sha256,
    bookZone: world.bookZone ?? 'UTC',
  });
  const take = (body: unknown) =>
    handle(
      {
        messageId: 'm',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        group: undefined,
        deliveries: 1,
        receiptHandle: '',
        attributes: {},
      },
      createLogger({}, () => undefined),
    );
  return { take, did, crashBefore: (act_: number) => (crashBefore = act_) };
};

const webhook = (body: unknown, provider = 'stripe') => ({
  door: 'webhook',
  provider,
  receivedAt: '2026-03-03T12:00:02.000Z',
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const stripe = (type: string, object: object) =>
  webhook({ id: 'evt_1', type, created: 1_772_539_200, data: { object } });
const paid = (metadata: object) =>
  stripe('payment_intent.succeeded', {
    id: 'pi_1',
    amount: 1000,
    amount_received: 1000,
    currency: 'usd',
    metadata,
  });
const refunded = stripe('refund.created', {
  id: 're_1',
  amount: 400,
  currency: 'usd',
  status: 'succeeded',
  payment_intent: 'pi_1',
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

describe('payments of the bus', () => {
  it('carry the cause that their sender gave', async () => {
    const { take, did } = room();
    await take(reported({ accountId: 'acme|main|USD' }));
    expect(did.sent).toMatchObject([
      { inputId: 'payment:upstream:b1', cause: { causationId: 'e-1', correlationId: 'e-1' } },
    ]);
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
