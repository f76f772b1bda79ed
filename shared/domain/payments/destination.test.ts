import { describe, expect, it } from 'vitest';
import { businessDate } from '../calendar.ts';
import { accountAmong, accountOfBooked, statedAccount } from './destination.ts';
import type { PaymentFact, Remittance } from './facts.ts';

const payment = (remittance: Partial<Remittance> = {}): PaymentFact => ({
  kind: 'received',
  provider: 'stripe',
  paymentId: 'stripe:pi_1',
  amountMinor: 100,
  currency: 'USD',
  when: { on: businessDate('2026-03-03') },
  remittance: { invoiceNumbers: [], unreadable: [], ...remittance },
});

describe('whose money it is', () => {
  it('believes a stated account in the currency of the cash', () => {
    expect(statedAccount(payment({ accountId: 'acme|north|USD', customerId: 'other' }))).toEqual({
      to: 'account',
      accountId: 'acme|north|USD',
    });
    expect(statedAccount(payment({ customerId: 'acme' }))).toBeUndefined();
    expect(accountAmong(payment({ customerId: 'acme' }), [])).toEqual({
      to: 'account',
      accountId: 'acme|main|USD',
      presumed: true,
    });
    expect(statedAccount(payment({ customerId: 'acme', legalEntity: 'north' }))).toEqual({
      to: 'account',
      accountId: 'acme|north|USD',
    });
    expect(statedAccount(payment())).toBeUndefined();
    expect(statedAccount(payment({ accountId: 'acme|main|EUR' }))).toEqual({
      to: 'nobody',
      reason: 'the payment is in USD and the account that it names in EUR',
    });
  });

  it.each([
    [['acme|main|USD'], { to: 'account', accountId: 'acme|main|USD' }],
    [['acme|main|USD', 'acme|main|USD'], { to: 'account', accountId: 'acme|main|USD' }],
    [['other|main|EUR', 'acme|main|USD'], { to: 'account', accountId: 'acme|main|USD' }],
    [
      ['acme|main|USD', 'other|main|USD'],
      { to: 'nobody', reason: 'the invoices that it names belong to several accounts' },
    ],
    [
      ['acme|main|EUR'],
      { to: 'nobody', reason: 'the payment is in USD and the invoices that it names are in EUR' },
    ],
    [[], { to: 'unknown' }],
  ] as const)('among %j it is %j', (holders, destination) => {
    expect(accountAmong(payment({ invoiceNumbers: ['A-1'] }), holders)).toEqual(destination);
  });

  it('says what a payment without a name lacks', () => {
    expect(accountAmong(payment(), [])).toEqual({
      to: 'nobody',
      reason: 'it names neither an account nor an invoice',
    });
    expect(accountAmong(payment({ unreadable: ['invoice_number'] }), [])).toEqual({
      to: 'nobody',
      reason: 'what it names cannot be read: invoice_number',
    });
  });

  it('sends what follows a payment to where the payment was booked', () => {
    const stated = payment({ accountId: 'wrong|main|USD' });
    expect(accountOfBooked(stated, 'acme|main|USD').to).toBe('nobody');
    expect(
      accountOfBooked({ ...stated, kind: 'refunded', refundId: 'r' }, 'acme|main|USD'),
    ).toEqual({ to: 'account', accountId: 'acme|main|USD' });
    expect(accountOfBooked(stated, undefined)).toEqual({ to: 'unknown' });
    expect(accountOfBooked(payment(), undefined)).toEqual({ to: 'unknown' });
    expect(accountOfBooked(payment(), 'acme|main|EUR').to).toBe('nobody');
  });
});
