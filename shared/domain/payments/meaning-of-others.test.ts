import { describe, expect, it } from 'vitest';
import type { PaymentReported } from '../../../events/payment-reported.v1.ts';
import { businessDate } from '../calendar.ts';
import { commandOf, inputIdOf } from './command.ts';
import type { PaymentFact, Reading } from './facts.ts';
import { readReportedPayment } from './reported.ts';
import { readStandardEvent } from './standard-events.ts';

const cause = { causationId: 'evt_1', correlationId: 'evt_1' };
const noon = '2026-03-03T12:00:00.000Z';

const factIn = (reading: Reading): PaymentFact => {
  if (reading.reading !== 'fact') throw new Error(JSON.stringify(reading));
  return reading.fact;
};

describe('what Standard Webhooks payloads mean', () => {
  const data = {
    paymentId: 'p1',
    accountId: 'acme|main|EUR',
    invoiceNumbers: ['A-1', 'A-1'],
    amountMinor: 700,
    currency: 'EUR',
    occurredAt: '2026-03-03T13:00:00+01:00',
  };
  const read = (type: string, over: object = {}) =>
    readStandardEvent({ type, timestamp: noon, data: { ...data, ...over } });

  it.each([
    ['payment.succeeded', 'payment:standard-webhooks:p1'],
    ['payment.failed', `failure:standard-webhooks:p1@${noon}@700`],
    ['payment.refunded', `refund:standard-webhooks:p1@${noon}@700`],
    ['payment.disputed', 'contest:standard-webhooks:p1'],
    ['payment.reversed', 'reversal:standard-webhooks:p1'],
    ['payment.reinstated', 'reinstatement:standard-webhooks:p1'],
  ])('%s is %s', (type, inputId) => {
    const fact = factIn(read(type));
    expect(inputIdOf(fact)).toBe(inputId);
    expect(fact).toMatchObject({
      paymentId: 'standard-webhooks:p1',
      amountMinor: 700,
      currency: 'EUR',
      when: { at: noon },
      remittance: { accountId: 'acme|main|EUR', invoiceNumbers: ['A-1'] },
    });
  });

  it('reads who paid for what, as far as it is stated', () => {
    expect(factIn(read('payment.succeeded')).remittance).toEqual({
      accountId: 'acme|main|EUR',
      customerId: undefined,
      legalEntity: undefined,
      invoiceNumbers: ['A-1'],
      unreadable: [],
    });
    expect(
      factIn(read('payment.succeeded', { invoiceNumbers: undefined })).remittance.invoiceNumbers,
    ).toEqual([]);
    expect(factIn(read('payment.reversed'))).toMatchObject({ reason: 'returned' });
  });

  it('takes the object id where the sender has one', () => {
    expect(inputIdOf(factIn(read('payment.refunded', { objectId: 'r9' })))).toBe(
      'refund:standard-webhooks:r9',
    );
  });

  it('ignores what it does not know and names what does not fit', () => {
    expect(read('payment.created')).toEqual({
      reading: 'ignored',
      why: 'payment.created moves no cash',
    });
    expect(read('payment.succeeded', { amountMinor: 1.5, currency: 'euro' })).toMatchObject({
      reading: 'malformed',
      problems: [
        { field: 'data.amountMinor', value: '1.5' },
        { field: 'data.currency', value: '"euro"' },
      ],
    });
    expect(readStandardEvent([]).reading).toBe('malformed');
  });
});

describe('payments that upstream reports', () => {
  const data: PaymentReported = {
    paymentId: 'b1',
    kind: 'succeeded',
    legalEntity: 'main',
    customerId: 'acme',
    invoiceNumbers: [],
    amountMinor: 5,
    currency: 'USD',
    receivedOn: '2026-02-01',
  };

  it('keeps who paid for what, each invoice once', () => {
    const told = { ...data, invoiceNumbers: ['A-1', 'A-2', 'A-1'], accountId: 'acme|main|USD' };
    expect(readReportedPayment(told)).toEqual({
      kind: 'received',
      provider: 'upstream',
      paymentId: 'upstream:b1',
      amountMinor: 5,
      currency: 'USD',
      when: { on: '2026-02-01' },
      remittance: {
        accountId: 'acme|main|USD',
        customerId: 'acme',
        legalEntity: 'main',
        invoiceNumbers: ['A-1', 'A-2'],
        unreadable: [],
      },
    });
    const reversed = readReportedPayment({ ...data, kind: 'reversed', objectId: 'x' });
    expect(reversed).toMatchObject({ reason: 'returned' });
  });

  it('keeps the value date as reported', () => {
    const fact = readReportedPayment(data);
    if (fact.kind !== 'received') throw new Error(fact.kind);
    expect(commandOf(fact, 'Pacific/Kiritimati', cause)).toMatchObject({
      inputId: 'payment:upstream:b1',
      receivedOn: businessDate('2026-02-01'),
    });
  });

  it.each([
    ['failed', 'failure:upstream:b1@2026-02-01', undefined],
    ['refunded', 'refund:upstream:x', 'x'],
    ['disputed', 'contest:upstream:x', 'x'],
    ['reversed', 'reversal:upstream:x', 'x'],
    ['reinstated', 'reinstatement:upstream:x', 'x'],
  ] as const)('%s is %s', (kind, inputId, objectId) => {
    expect(inputIdOf(readReportedPayment({ ...data, kind, objectId }))).toBe(inputId);
  });
});
