import { describe, expect, it } from 'vitest';
import { addDays, businessDate } from '../../calendar.ts';
import { noTotals } from '../../ledger/amounts.ts';
import type { RecordedFact } from '../../ledger/asof.ts';
import { internalHistoryOf } from './history.ts';

const asOf = businessDate('2026-11-22');
const aYearAgo = businessDate('2025-11-22');

const returned = (on: string, reason: 'chargeback' | 'bounced' | 'error' = 'bounced') =>
  ({
    type: 'PaymentReversed',
    effectiveOn: businessDate(on),
    data: {
      accountId: 'acme|main|USD',
      paymentId: 'p1',
      reversalId: `d-${on}`,
      amountMinor: 1000,
      reversedOn: on,
      reason,
      allocations: [],
    },
  }) as unknown as RecordedFact;

const returnedPayments = (...events: readonly RecordedFact[]) =>
  internalHistoryOf(
    [
      {
        totals: noTotals,
        firstIssuedOn: businessDate('2024-01-01'),
        events,
        open: [],
        inCurrency: (minor) => minor,
      },
    ],
    asOf,
  )?.returnedPayments;

describe('payments that were returned', () => {
  it('count for a year, and are then forgotten', () => {
    expect(returnedPayments(returned(asOf), returned(addDays(aYearAgo, 1)))).toBe(2);
    expect(returnedPayments(returned(aYearAgo))).toBe(0);
    expect(returnedPayments(returned('2024-03-01'))).toBe(0);
  });

  it('are those that a bank or the customer took back, and no correction of ours', () => {
    expect(returnedPayments(returned('2026-05-01', 'chargeback'))).toBe(1);
    expect(returnedPayments(returned('2026-05-01', 'error'))).toBe(0);
  });
});
