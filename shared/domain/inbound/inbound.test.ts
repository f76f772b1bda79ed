import { describe, expect, it } from 'vitest';
import type { InboundName } from '../../../events/catalogue.ts';
import { addDays, type BusinessDate, instant } from '../calendar.ts';
import { admit } from './admit.ts';
import { examine, type InboundEvent } from './examine.ts';
import { chaseFromOf } from './opening.ts';
import { reasonOf } from './problems.ts';

const meta = { eventId: 'e-1', occurredAt: '2026-01-05T06:00:00Z', correlationId: 'flow-1' };
const of = { customerId: 'acme', currency: 'USD', invoiceNumber: 'A-1' };
const invoice = { ...of, issuedOn: '2026-01-05', dueOn: '2026-02-04', totalMinor: 1000 };
const customer = { customerId: 'acme', name: 'Acme', locale: 'en', zone: 'UTC' };
const payment = {
  paymentId: 'b1',
  customerId: 'acme',
  amountMinor: 5,
  currency: 'USD',
  receivedOn: '2026-01-06',
};

const examined = (type: InboundName, data: object): InboundEvent => {
  const examination = examine(type, { meta, data });
  if (!examination.ok) throw new Error(JSON.stringify(examination.problems));
  return examination.event;
};
const problems = (type: string, data: unknown) => {
  const examination = examine(type, { meta, data });
  return examination.ok ? [] : examination.problems.map((problem) => reasonOf(problem, 'sender'));
};

describe('what the contract cannot say', () => {
  it.each([
    [
      'InvoiceIssued',
      { ...invoice, dueOn: undefined },
      'data.dueOn: nothing; expected either dueOn or instalments',
    ],
    [
      'InvoiceIssued',
      { ...invoice, instalments: [{ dueOn: '2026-02-04', amountMinor: 1000 }] },
      'data.dueOn: "2026-02-04"; expected either dueOn or instalments',
    ],
    [
      'InvoiceIssued',
      {
        ...invoice,
        dueOn: undefined,
        instalments: [
          { dueOn: '2026-02-04', amountMinor: 400 },
          { dueOn: '2026-03-04', amountMinor: 500 },
        ],
      },
      'data.totalMinor: 1000; expected the sum of the instalments, 900',
    ],
    [
      'InvoiceIssued',
      { ...invoice, currency: 'UDS' },
      'data.currency: "UDS"; expected a currency of ISO 4217',
    ],
    [
      'InvoiceIssued',
      { ...invoice, openingBalance: { on: '2026-01-04' } },
      'data.openingBalance.on: "2026-01-04"; expected 2026-01-05, the day it was issued, or later',
    ],
    [
      'CustomerUpserted',
      { ...customer, zone: 'Mars/Olympus' },
      'data.zone: "Mars/Olympus"; expected an IANA time zone such as America/Bogota',
    ],
    [
      'PaymentReported',
      { ...payment, kind: 'refunded' },
      'data.objectId: nothing; expected the id of what was refunded, so that it is applied once',
    ],
  ])('%s', (type, data, reason) => {
    expect(problems(type, data)).toEqual([reason]);
  });

  it.each([
    ['InvoiceIssued', { ...invoice, openingBalance: { on: '2026-01-05' } }],
    ['PaymentReported', { ...payment, kind: 'succeeded' }],
    ['PaymentReported', { ...payment, kind: 'failed' }],
    ['PaymentReported', { ...payment, kind: 'refunded', objectId: 'r1' }],
  ])('%s %j makes sense', (type, data) => {
    expect(problems(type, data)).toEqual([]);
  });

  it('names an unknown type and all that would be known', () => {
    expect(problems('InvoiceDeleted', {})).toEqual([
      'type: "InvoiceDeleted"; expected one of CustomerUpserted, InvoiceIssued, InvoiceAdjusted, InvoiceCancelled, CreditNoteIssued, PaymentReported, CreditApplicationSubmitted, CreditInformationProvided, OrderPlaced, OrderCancelled, ExchangeRatePublished, BureauAlertReceived, PromiseToPayBroken',
    ]);
    expect(problems('constructor', {})).toHaveLength(1);
  });

  it('names every field that breaks the contract, at any depth', () => {
    expect(
      problems('InvoiceIssued', {
        ...invoice,
        totalMinor: 10.5,
        issuedOn: '2026-02-30',
        instalments: [{ dueOn: '2026-02-04', amountMinor: -1 }],
      }).map((reason) => reason.split(';')[0]),
    ).toEqual([
      'data.issuedOn: "2026-02-30"',
      'data.totalMinor: 10.5',
      'data.instalments.0.amountMinor: -1',
    ]);
    const whole = { field: '', value: '"nonsense"', expectation: 'expected an object' };
    expect(examine('InvoiceIssued', 'nonsense')).toEqual({ ok: false, problems: [whole] });
  });
});

const reason = (field: string, value: string) =>
  reasonOf({ field, value, expectation: 'expected other' }, 'journal');

describe('reasons for the journal', () => {
  it('hold no personal data', () => {
    expect(reason('data.email', '"jo@example.com"')).toBe(
      'data.email: (not shown); expected other',
    );
    expect(reason('data.name', '""')).toContain('(not shown)');
    expect(reason('data', '{"name":"Jo"}')).toContain('(not shown)');
    expect(reason('data.totalMinor', '10.5')).toBe('data.totalMinor: 10.5; expected other');
    expect(reason('', '[1]')).toBe('input: (not shown); expected other');
    expect(reason('data.invoiceNumber', '"A[1]{2}"')).toBe(
      'data.invoiceNumber: "A[1]{2}"; expected other',
    );
  });
});

const nextDay = (_accountId: string, on: BusinessDate) => addDays(on, 1);

const command = (type: InboundName, data: object) => {
  const admission = admit(examined(type, data), 'upstream.erp', nextDay);
  return admission.to === 'account' ? admission.command : undefined;
};

describe('what an event asks for', () => {
  const cause = { causationId: 'e-1', correlationId: 'flow-1' };
  const common = { accountId: 'acme|main|USD', cause, invoiceNumber: 'A-1' };

  it('an invoice due at once is one instalment', () => {
    expect(command('InvoiceIssued', { ...invoice, orderId: 'o-1' })).toEqual({
      ...common,
      kind: 'issue-invoice',
      inputId: 'invoice:A-1',
      customerId: 'acme',
      issuedOn: '2026-01-05',
      totalMinor: 1000,
      instalments: [{ dueOn: '2026-02-04', amountMinor: 1000 }],
      orderId: 'o-1',
    });
  });

  it('an invoice is asked for as it was told, and no field that was not', () => {
    const links = {
      orderId: 'o-1',
      paymentUrl: 'https://pay.example/1',
      documentUrl: 'https://docs.example/1',
    };
    const bare = {
      ...common,
      kind: 'issue-invoice',
      inputId: 'invoice:A-1',
      customerId: 'acme',
      issuedOn: '2026-01-05',
      totalMinor: 1000,
      instalments: [{ dueOn: '2026-02-04', amountMinor: 1000 }],
    };
    expect(command('InvoiceIssued', invoice)).toStrictEqual(bare);
    expect(command('InvoiceIssued', { ...invoice, ...links })).toStrictEqual({ ...bare, ...links });
    const instalments = [
      { dueOn: '2026-02-04', amountMinor: 400 },
      { dueOn: '2026-03-04', amountMinor: 600 },
    ];
    expect(command('InvoiceIssued', { ...invoice, dueOn: undefined, instalments })).toStrictEqual({
      ...bare,
      instalments,
    });
  });

  it('an invoice that was brought along says from when on it may be chased', () => {
    const opening = { ...invoice, openingBalance: { on: '2026-03-31' } };
    expect(command('InvoiceIssued', opening)).toMatchObject({
      issuedOn: '2026-01-05',
      openingBalance: { on: '2026-03-31', chaseFrom: '2026-04-01' },
    });
  });

  it.each([
    [
      'InvoiceAdjusted',
      { ...of, adjustmentId: 'x', deltaMinor: -5, adjustedOn: '2026-01-07', reason: 'r' },
      { kind: 'adjust-invoice', inputId: 'adjustment:x', deltaMinor: -5 },
    ],
    [
      'InvoiceCancelled',
      { ...of, cancelledOn: '2026-01-07', reason: 'r' },
      { kind: 'cancel-invoice', inputId: 'cancellation:A-1', cancelledOn: '2026-01-07' },
    ],
    [
      'CreditNoteIssued',
      { ...of, creditNoteNumber: 'C-1', amountMinor: 5, issuedOn: '2026-01-07' },
      { kind: 'post-credit-note', inputId: 'credit-note:C-1', amountMinor: 5 },
    ],
  ] as const)('%s', (type, data, expected) => {
    expect(command(type, data)).toMatchObject({ ...common, ...expected });
  });

  it('a promise that was broken is noted on the account that it was about', () => {
    const promise = { promiseId: 'PR-1', amountMinor: 900, promisedOn: '2026-01-04' };
    expect(
      command('PromiseToPayBroken', { ...promise, customerId: 'acme', currency: 'USD' }),
    ).toEqual({
      accountId: 'acme|main|USD',
      cause,
      kind: 'note-broken-promise',
      inputId: 'promise:PR-1',
      ...promise,
    });
    expect(
      problems('PromiseToPayBroken', { ...promise, customerId: 'acme', currency: 'UDS' }),
    ).toEqual(['data.currency: "UDS"; expected a currency of ISO 4217']);
  });

  it('a customer is registered under its party, or its own id', () => {
    const admission = admit(
      examined('CustomerUpserted', { ...customer, partyId: 'group' }),
      's',
      nextDay,
    );
    expect(admission).toEqual({
      to: 'party',
      command: {
        inputId: 'customer:acme:e-1',
        partyId: 'group',
        cause,
        occurredAt: '2026-01-05T06:00:00.000Z',
        customer: { ...customer, partyId: 'group' },
      },
    });
    expect(admit(examined('CustomerUpserted', customer), 's', nextDay)).toMatchObject({
      command: { partyId: 'acme' },
    });
  });

  it('a payment goes where all payments are routed', () => {
    expect(admit(examined('PaymentReported', payment), 'upstream.bank', nextDay)).toEqual({
      to: 'payments',
      message: {
        door: 'bus',
        source: 'upstream.bank',
        meta,
        data: { ...payment, kind: 'succeeded', legalEntity: 'main', invoiceNumbers: [] },
      },
    });
  });
});

describe('the day from which a legacy book is chased', () => {
  const on = '2026-03-31' as BusinessDate;
  const accounts = Array.from({ length: 2_000 }, (_, index) => `c${index}|main|USD`);
  const daysAt = (arrivedAt: string) =>
    accounts.map((accountId) => chaseFromOf(accountId, on, instant(arrivedAt), 20));

  it('is one of the days after the balance, about as many accounts on each', () => {
    const days = daysAt('2026-03-31T06:00:00Z');
    const perDay = [...Map.groupBy(days, (day) => day)].map(
      ([day, all]) => [day, all.length] as const,
    );
    expect(perDay.map(([day]) => day).toSorted()).toEqual(
      Array.from({ length: 20 }, (_, index) => addDays(on, index + 1)),
    );
    const counts = perDay.map(([, count]) => count);
    expect(Math.min(...counts)).toBeGreaterThan(60);
    expect(Math.max(...counts)).toBeLessThan(140);
  });

  it('is counted from the arrival of a book that comes later, wherever the day begins first', () => {
    const late = daysAt('2026-05-04T09:59:59Z').sort();
    expect([late[0], late.at(-1)]).toEqual(['2026-05-05', '2026-05-24']);
    expect(daysAt('2026-05-04T10:00:00Z').sort()[0]).toBe('2026-05-06');
  });

  it('is the same for all that an account brings along on one day', () => {
    expect(daysAt('2026-03-31T06:00:00Z')).toEqual(daysAt('2026-03-31T09:00:00Z'));
  });
});
