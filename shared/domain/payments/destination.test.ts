import { describe, expect, it } from 'vitest';
import { businessDate } from '../calendar.ts';
import {
  accountAmong,
  accountOfBooked,
  agrees,
  statedAccount,
  takersAmong,
} from './destination.ts';
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

  it.each([
    [{}, true],
    [{ accountId: 'acme|main|USD' }, true],
    [{ accountId: 'acme|main|EUR' }, false],
    // An account that is stated in full is believed over its parts.
    [{ accountId: 'acme|main|USD', customerId: 'other', legalEntity: 'north' }, true],
    [{ accountId: 'acme|north|USD', customerId: 'acme' }, false],
    [{ customerId: 'acme' }, true],
    [{ customerId: 'other' }, false],
    [{ legalEntity: 'main' }, true],
    [{ legalEntity: 'north' }, false],
    [{ customerId: 'acme', legalEntity: 'main' }, true],
    [{ customerId: 'acme', legalEntity: 'north' }, false],
    [{ customerId: 'other', legalEntity: 'main' }, false],
  ])('%j agrees with acme|main|USD: %s', (stated, expected) => {
    expect(agrees(stated, 'acme|main|USD')).toBe(expected);
  });

  it('takes only holders of its invoices in its currency that agree with it, each once', () => {
    const holders = ['acme|main|USD', 'acme|main|EUR', 'other|main|USD', 'acme|main|USD'];
    expect(takersAmong(payment({ customerId: 'acme' }), holders)).toEqual(['acme|main|USD']);
    expect(takersAmong(payment(), holders)).toEqual(['acme|main|USD', 'other|main|USD']);
  });

  it('presumes the account that a payment states while its invoices are unknown', () => {
    const invoiceNumbers = ['A-1'];
    const stated = payment({ customerId: 'acme', legalEntity: 'north', invoiceNumbers });
    expect(accountAmong(stated, [])).toEqual({
      to: 'account',
      accountId: 'acme|north|USD',
      presumed: true,
    });
    // A customer alone may have several accounts: the invoices are waited for.
    expect(accountAmong(payment({ customerId: 'acme', invoiceNumbers }), [])).toEqual({
      to: 'unknown',
    });
    // Invoices in another currency say nothing about an account that is stated in full.
    expect(accountAmong(stated, ['acme|north|EUR'])).toEqual({
      to: 'account',
      accountId: 'acme|north|USD',
      presumed: true,
    });
  });

  it('leaves cash to a person that states another account than its invoices', () => {
    const reason = 'the invoices that it names belong to another account';
    const invoiceNumbers = ['A-1'];
    for (const stated of [
      { accountId: 'acme|north|USD' },
      { customerId: 'other' },
      { legalEntity: 'north' },
    ]) {
      const of = payment({ ...stated, invoiceNumbers });
      expect(accountAmong(of, ['acme|main|EUR', 'acme|main|USD'])).toEqual({
        to: 'nobody',
        reason,
      });
    }
    expect(
      accountAmong(payment({ accountId: 'acme|main|EUR', invoiceNumbers }), ['acme|main|USD']),
    ).toEqual({
      to: 'nobody',
      reason: 'the payment is in USD and the account that it names in EUR',
    });
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
    expect(accountAmong(payment({ unreadable: ['account_id', 'invoice_number'] }), [])).toEqual({
      to: 'nobody',
      reason: 'what it names cannot be read: account_id, invoice_number',
    });
  });

  it('sends what follows a payment to where the payment was booked', () => {
    const stated = payment({ accountId: 'wrong|main|USD' });
    expect(accountOfBooked(stated, 'acme|main|USD')).toEqual({
      to: 'nobody',
      reason: 'it states another account than acme|main|USD, where it is booked',
    });
    expect(
      accountOfBooked({ ...stated, kind: 'refunded', refundId: 'r' }, 'acme|main|USD'),
    ).toEqual({ to: 'account', accountId: 'acme|main|USD' });
    expect(accountOfBooked(stated, undefined)).toEqual({ to: 'unknown' });
    expect(accountOfBooked(payment(), undefined)).toEqual({ to: 'unknown' });
    expect(accountOfBooked(payment(), 'acme|main|EUR')).toEqual({
      to: 'nobody',
      reason: 'the payment is in USD and its payment was booked in EUR',
    });
  });
});
