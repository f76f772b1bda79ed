import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, day, defaultStrategy, item, positionOf } from '../../../test/support/collections.ts';
import { askedThrough } from './asked.ts';
import {
  announcedThrough,
  chasedItems,
  concernsOn,
  countedOn,
  daysPastDue,
  horizonOn,
  nextCountedOn,
  overdueMinor,
  unplannedItems,
} from './chased.ts';
import { leadDays } from './strategy.ts';
import type { OpenItem } from './types.ts';

const told = (items: readonly OpenItem[]) =>
  items.map(({ invoiceNumber, openMinor }) => `${invoiceNumber} ${openMinor}`);
const items = [
  item('2026-06-01', { invoiceNumber: 'F1' }),
  item('2026-06-05', { invoiceNumber: 'F2' }),
  item('2026-06-10', { invoiceNumber: 'F3' }),
];
const planned = (amountMinor: number, ...invoiceNumbers: string[]) => ({
  planned: { amountMinor, invoiceNumbers },
});

describe('what is chased', () => {
  it('is what is open less the cash on the account, the oldest first', () => {
    expect(chasedItems(positionOf(items))).toEqual(items);
    expect(told(chasedItems(positionOf(items, { availableMinor: 12_000 })))).toEqual([
      'F2 8000',
      'F3 10000',
    ]);
    expect(chasedItems(positionOf(items, { availableMinor: 30_000 }))).toEqual([]);
    expect(chasedItems(positionOf(items, { availableMinor: 99_000 }))).toEqual([]);
  });

  it('is nothing that is disputed, nor does cash cover that', () => {
    const [first, ...others] = items;
    const contested = first ? [{ ...first, disputed: true }, ...others] : [];
    expect(told(chasedItems(positionOf(contested, { availableMinor: 4000 })))).toEqual([
      'F2 6000',
      'F3 10000',
    ]);
  });

  it('is covered by planned cash where the plan puts it, and then like by any other', () => {
    expect(told(chasedItems(positionOf(items, planned(4000, 'F3'))))).toEqual([
      'F1 10000',
      'F2 10000',
      'F3 6000',
    ]);
    expect(told(chasedItems(positionOf(items, planned(15_000, 'F3'))))).toEqual([
      'F1 5000',
      'F2 10000',
    ]);
    const both = { ...planned(15_000, 'F3'), availableMinor: 6000 };
    expect(told(chasedItems(positionOf(items, both)))).toEqual(['F2 9000']);
  });

  it('counts as unplanned what no plan is about to pay', () => {
    const position = positionOf(items, { ...planned(15_000, 'F3', 'F2'), availableMinor: 9000 });
    expect(told(unplannedItems(position))).toEqual(['F1 10000', 'F3 5000']);
  });

  it('and the cash make what is open', () => {
    const minor = fc.integer({ min: 0, max: 40_000 });
    fc.assert(
      fc.property(minor, minor, (availableMinor, plannedMinor) => {
        const position = positionOf(items, { ...planned(plannedMinor, 'F2'), availableMinor });
        const left = chasedItems(position).reduce((sum, { openMinor }) => sum + openMinor, 0);
        expect(left).toBe(Math.max(0, 30_000 - availableMinor - plannedMinor));
      }),
    );
  });
});

describe('what was brought along', () => {
  const brought = item('2026-01-01', { chaseFrom: day('2026-06-08') });
  const later = item('2026-07-01', { chaseFrom: day('2026-06-20') });

  it('counts from its day on', () => {
    expect(countedOn([brought, ...items], day('2026-06-07'))).toEqual(items);
    expect(countedOn([brought, ...items], day('2026-06-08'))).toEqual([brought, ...items]);
  });

  it('is looked for again on the next of these days', () => {
    const all = [later, brought, ...items];
    expect(nextCountedOn(all, day('2026-06-07'))).toBe('2026-06-08');
    expect(nextCountedOn(all, day('2026-06-08'))).toBe('2026-06-20');
    expect(nextCountedOn(all, day('2026-06-20'))).toBeUndefined();
    expect(nextCountedOn(items, day('2026-06-01'))).toBeUndefined();
  });

  it('concerns collections when it is due and counts', () => {
    expect(concernsOn(brought)).toBe('2026-06-08');
    expect(concernsOn(later)).toBe('2026-07-01');
    expect(concernsOn(item('2026-06-01'))).toBe('2026-06-01');
  });
});

describe('how late an account is', () => {
  it('is told by its oldest item, and is nothing before that is due', () => {
    expect(daysPastDue(items, day('2026-06-11'))).toBe(10);
    expect(daysPastDue(items, day('2026-06-01'))).toBe(0);
    expect(daysPastDue(items, day('2026-05-01'))).toBe(0);
    expect(daysPastDue([], day('2026-06-11'))).toBe(0);
  });

  it('is in money what was due before that day', () => {
    expect(overdueMinor(items, day('2026-06-05'))).toBe(10_000);
    expect(overdueMinor(items, day('2026-06-06'))).toBe(20_000);
    expect(overdueMinor([], day('2026-06-06'))).toBe(0);
  });
});

describe('how far collections look ahead', () => {
  it('is the lead of the strategy and a day, from the day in UTC', () => {
    const lead = leadDays(defaultStrategy);
    expect(lead).toBeGreaterThan(0);
    expect(horizonOn(defaultStrategy, at('2026-06-01T23:59:59Z'))).toBe(
      `2026-06-${String(2 + lead).padStart(2, '0')}`,
    );
  });

  it('is known by the last due date that any step announced', () => {
    const announced = { b: day('2026-06-05'), a: day('2026-06-09'), c: day('2026-06-01') };
    expect(announcedThrough({ announced })).toBe('2026-06-09');
    expect(announcedThrough({ announced: {} })).toBeUndefined();
  });
});

describe('what a message asks for', () => {
  it('is what is due through a day, and tells its oldest and last', () => {
    const [first] = items;
    const linked = first ? { ...first, paymentUrl: 'https://pay.example/1' } : item('2026-06-01');
    const second = { ...linked, instalment: 2, openMinor: 500 };
    expect(askedThrough([linked, second, ...items.slice(1)], day('2026-06-05'))).toEqual({
      amountMinor: 20_500,
      invoices: 2,
      oldest: { invoiceNumber: 'F1', dueOn: '2026-06-01', paymentUrl: 'https://pay.example/1' },
      lastDueOn: '2026-06-05',
    });
    expect(askedThrough(items, day('2026-06-01'))).toStrictEqual({
      amountMinor: 10_000,
      invoices: 1,
      oldest: { invoiceNumber: 'F1', dueOn: '2026-06-01' },
      lastDueOn: '2026-06-01',
    });
    expect(askedThrough(items, day('2026-05-31'))).toBeUndefined();
    expect(askedThrough([], day('2026-05-31'))).toBeUndefined();
  });
});
