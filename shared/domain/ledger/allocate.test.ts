import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDate } from '../calendar.ts';
import {
  allocate,
  earliestFirst,
  type Fund,
  type Group,
  oldestFirst,
  type Target,
  targetsOf,
} from './allocate.ts';

const day = businessDate;
const plenty = 1000;
const fund = (paymentId: string, amountMinor: number, availableOn = '2026-01-20'): Fund => ({
  paymentId,
  amountMinor,
  availableOn: day(availableOn),
});
const target = (
  invoiceNumber: string,
  instalment: number,
  openMinor: number,
  openSince = '2026-01-01',
): Target => ({
  invoiceNumber,
  instalment,
  dueOn: day('2026-01-31'),
  openMinor,
  openSince: day(openSince),
});
const told = (groups: readonly Group[]): readonly string[] =>
  groups.map(
    ({ paymentId, effectiveOn, lines }) =>
      `${paymentId} ${effectiveOn}: ${lines
        .map(
          ({ invoiceNumber, instalment, amountMinor }) =>
            `${invoiceNumber}/${instalment} ${amountMinor}`,
        )
        .join(', ')}`,
  );

describe('cash on debts', () => {
  it('fills one debt after the other with one payment after the other', () => {
    const targets = [target('F1', 1, 50), target('F1', 2, 30), target('F2', 1, 100)];
    expect(told(allocate([fund('p1', 60), fund('p2', 40)], targets, plenty))).toEqual([
      'p1 2026-01-20: F1/1 50, F1/2 10',
      'p2 2026-01-20: F1/2 20, F2/1 20',
    ]);
  });

  it('counts from the day on which both were there, each such day apart', () => {
    const targets = [target('F1', 1, 50, '2026-02-01'), target('F2', 1, 50)];
    expect(told(allocate([fund('p1', 100)], targets, plenty))).toEqual([
      'p1 2026-02-01: F1/1 50',
      'p1 2026-01-20: F2/1 50',
    ]);
  });

  it('passes over what has nothing to give and what needs nothing', () => {
    const targets = [target('F1', 1, 0), target('F2', 1, 10), target('F3', 1, 0)];
    expect(told(allocate([fund('p1', 0), fund('p2', 10)], targets, plenty))).toEqual([
      'p2 2026-01-20: F2/1 10',
    ]);
    expect(allocate([], targets, plenty)).toEqual([]);
    expect(allocate([fund('p1', 5)], [], plenty)).toEqual([]);
  });

  /** A payment takes four actions, a day more of it one; an invoice one and each instalment one. */
  it.each([
    [5, []],
    [6, ['p1 2026-01-20: F1/1 10']],
    [7, ['p1 2026-01-20: F1/1 10, F1/2 10']],
    [8, ['p1 2026-01-20: F1/1 10, F1/2 10']],
    [9, ['p1 2026-01-20: F1/1 10, F1/2 10, F2/1 10']],
    [11, ['p1 2026-01-20: F1/1 10, F1/2 10, F2/1 10']],
    [12, ['p1 2026-01-20: F1/1 10, F1/2 10, F2/1 10', 'p1 2026-02-01: F3/1 10']],
    [15, ['p1 2026-01-20: F1/1 10, F1/2 10, F2/1 10', 'p1 2026-02-01: F3/1 10']],
    // The same instalment with another payment: only the payment is new.
    [
      16,
      [
        'p1 2026-01-20: F1/1 10, F1/2 10, F2/1 10',
        'p1 2026-02-01: F3/1 10',
        'p2 2026-02-01: F3/1 10',
      ],
    ],
  ])('stops where %i actions end', (room, expected) => {
    const targets = [
      target('F1', 1, 10),
      target('F1', 2, 10),
      target('F2', 1, 10),
      target('F3', 1, 20, '2026-02-01'),
    ];
    expect(told(allocate([fund('p1', 40), fund('p2', 40)], targets, room))).toEqual(expected);
  });

  it('uses all the cash or covers all the debts, and nothing twice', () => {
    const minor = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(fc.array(minor), fc.array(minor), (cash, open) => {
        const funds = cash.map((amount, index) => fund(`p${index}`, amount));
        const targets = open.map((amount, index) => target(`F${index}`, 1, amount));
        const lines = allocate(funds, targets, plenty).flatMap((group) => group.lines);
        const sum = (numbers: readonly number[]) => numbers.reduce((left, one) => left + one, 0);
        expect(sum(lines.map(({ amountMinor }) => amountMinor))).toBe(
          Math.min(sum(cash), sum(open)),
        );
        for (const { paymentId, amountMinor } of funds) {
          const used = lines.filter((line) => line.paymentId === paymentId);
          expect(sum(used.map((line) => line.amountMinor))).toBeLessThanOrEqual(amountMinor);
        }
        for (const { invoiceNumber, openMinor } of targets) {
          const covering = lines.filter((line) => line.invoiceNumber === invoiceNumber);
          expect(sum(covering.map((line) => line.amountMinor))).toBeLessThanOrEqual(openMinor);
        }
      }),
    );
  });
});

it('places for cash are the open instalments, invoice by invoice', () => {
  const at = (instalment: number, issuedMinor: number, writtenOffMinor = 0) => ({
    instalment,
    dueOn: day('2026-01-31'),
    issuedMinor,
    creditedMinor: 0,
    writtenOffMinor,
    covers: [],
    openSince: day('2026-01-01'),
  });
  const invoice = (invoiceNumber: string, instalments: ReturnType<typeof at>[]) => ({
    invoiceNumber,
    issuedOn: day('2026-01-01'),
    voided: false,
    instalments,
  });
  expect(
    targetsOf([invoice('F2', [at(1, 20, 20), at(2, 30)]), invoice('F1', [at(1, 10)])]),
  ).toEqual([target('F2', 2, 30), target('F1', 1, 10)]);
});

describe('the order of debts and of cash', () => {
  it('is by due date, then invoice, then instalment', () => {
    const places = [
      { dueOn: '2026-01-01', invoiceNumber: 'F1', instalment: 2 },
      { dueOn: '2026-01-01', invoiceNumber: 'F1', instalment: 10 },
      { dueOn: '2026-01-01', invoiceNumber: 'F2', instalment: 1 },
      { dueOn: '2026-01-02', invoiceNumber: 'F0', instalment: 1 },
    ];
    expect(places.toReversed().sort(oldestFirst)).toEqual(places);
    expect(places.toSorted(oldestFirst)).toEqual(places);
  });

  it('is by day of receipt, then payment', () => {
    const payments = [
      { receivedOn: '2026-01-01', paymentId: 'p1' },
      { receivedOn: '2026-01-01', paymentId: 'p2' },
      { receivedOn: '2026-01-02', paymentId: 'p0' },
    ];
    expect(payments.toReversed().sort(earliestFirst)).toEqual(payments);
    expect(payments.toSorted(earliestFirst)).toEqual(payments);
  });
});
