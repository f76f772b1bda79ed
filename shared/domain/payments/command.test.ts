import { describe, expect, it } from 'vitest';
import { businessDate, instant } from '../calendar.ts';
import { type CashFact, commandOf, inputIdOf, valueDateOf } from './command.ts';

const cause = { causationId: 'evt_1', correlationId: 'evt_1' };
const common = {
  provider: 'stripe',
  paymentId: 'stripe:pi_1',
  amountMinor: 500,
  currency: 'USD',
  when: { on: businessDate('2026-03-03') },
  remittance: { invoiceNumbers: ['A-1'], unreadable: [] },
} as const;

describe('what a ledger is asked to do', () => {
  it.each<[CashFact, string, object]>([
    [
      { ...common, kind: 'received' },
      'payment:stripe:pi_1',
      { kind: 'record-payment', receivedOn: '2026-03-03', invoiceNumbers: ['A-1'] },
    ],
    [
      { ...common, kind: 'refunded', refundId: 'stripe:re_1' },
      'refund:stripe:re_1',
      { kind: 'refund-payment', refundId: 'stripe:re_1', refundedOn: '2026-03-03' },
    ],
    [
      { ...common, kind: 'contested', disputeId: 'stripe:dp_1' },
      'contest:stripe:dp_1',
      { kind: 'contest-payment', disputeId: 'stripe:dp_1', contestedOn: '2026-03-03' },
    ],
    [
      { ...common, kind: 'reversed', reversalId: 'stripe:dp_1', reason: 'chargeback' },
      'reversal:stripe:dp_1',
      {
        kind: 'reverse-payment',
        reversalId: 'stripe:dp_1',
        reversedOn: '2026-03-03',
        reason: 'chargeback',
      },
    ],
    [
      { ...common, kind: 'reinstated', reversalId: 'stripe:dp_1' },
      'reinstatement:stripe:dp_1',
      { kind: 'reinstate-payment', reversalId: 'stripe:dp_1', reinstatedOn: '2026-03-03' },
    ],
  ])('%j', (fact, inputId, asked) => {
    expect(inputIdOf(fact)).toBe(inputId);
    expect(commandOf(fact, 'UTC', cause)).toEqual({
      inputId,
      cause,
      paymentId: 'stripe:pi_1',
      amountMinor: 500,
      currency: 'USD',
      ...asked,
    });
  });
});

describe('the value date', () => {
  const at = instant('2026-03-03T03:00:00Z');

  it('is the day of the moment where the book is kept', () => {
    const fact = { ...common, kind: 'received', when: { at } } as const;
    expect(valueDateOf(fact, 'UTC')).toBe('2026-03-03');
    expect(valueDateOf(fact, 'America/Bogota')).toBe('2026-03-02');
  });

  it('is the reported day, wherever the book is kept', () => {
    expect(valueDateOf({ ...common, kind: 'received' }, 'America/Bogota')).toBe('2026-03-03');
  });
});
