import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  at,
  day,
  deskOf,
  item,
  newCase,
  positionOf,
  defaultStrategy as strategy,
} from '../../../test/support/collections.ts';
import { addDays, dateIn, instantOf } from '../calendar.ts';
import { chasedItems, countedOn } from './chased.ts';
import { followUp } from './facts.ts';
import { isOwed, nextStep } from './next-step.ts';
import { isTooShort, positionOf as readPosition } from './position.ts';
import type { CaseState, OpenItem } from './types.ts';

// June 2026 begins on a Monday. A balance of 31 May, in by then, chased from Wednesday the 17th.
const chaseFrom = day('2026-06-17');
const legacy = (dueOn: string, over: Partial<OpenItem> = {}) => item(dueOn, { chaseFrom, ...over });

const plan = (items: readonly OpenItem[], now: string, state: Partial<CaseState> = {}) => {
  const result = nextStep(newCase(state), positionOf(items), strategy, deskOf(), at(now));
  if (result.next !== 'wait') return result.next;
  const { stage, step, anchorOn, dueAt } = result.act;
  return `${stage} ${step}@${anchorOn} on ${dueAt.slice(0, 10)}`;
};

describe('an account that was brought along with its age', () => {
  it('has a case from the sweep that comes to its day on, and not before', () => {
    const owed = (dueOn: string, now: string) =>
      isOwed([legacy(dueOn)], newCase(), strategy, at(now));
    expect(owed('2025-01-31', '2026-06-10T23:59:59Z')).toBe(false);
    expect(owed('2025-01-31', '2026-06-11T00:30:00Z')).toBe(true);
    // What falls due later than that waits for its due date, like anything else.
    expect(owed('2026-06-30', '2026-06-23T00:30:00Z')).toBe(false);
    expect(owed('2026-06-30', '2026-06-24T00:30:00Z')).toBe(true);
  });

  it('gets one notice on its day, however old the debt is, and no demand for a week', () => {
    const items = [legacy('2025-01-31')];
    const notice = 'administrative remind-overdue@2025-01-31 on 2026-06-17';
    expect(plan(items, '2026-06-11T00:30:00Z')).toBe(notice);
    expect(plan(items, '2026-06-17T08:00:00Z')).toBe(notice);
    const performed = ['remind-overdue@2025-01-31', 'call-debtor@2025-01-31'];
    const notices = [{ key: 'remind-overdue@2025-01-31', on: chaseFrom }];
    const entered = {
      stage: 'administrative',
      stageEnteredOn: chaseFrom,
      performed,
      notices,
    } as const;
    expect(plan(items, '2026-06-18T08:00:00Z', entered)).toBe(
      'extrajudicial demand-payment@2025-01-31 on 2026-06-24',
    );
  });

  it('is announced no day before either, when it is not due yet', () => {
    expect(plan([legacy('2026-06-19')], '2026-06-13T00:30:00Z')).toBe(
      'preventive remind-before-due@2026-06-19 on 2026-06-17',
    );
    expect(plan([legacy('2026-07-10')], '2026-07-01T00:30:00Z')).toBe('close');
    expect(plan([legacy('2026-07-07')], '2026-07-01T00:30:00Z')).toBe(
      'preventive remind-before-due@2026-07-07 on 2026-07-02',
    );
  });

  it('is chased for what came since as if that were all, until its day', () => {
    const items = [legacy('2025-01-31'), item('2026-06-15')];
    expect(plan(items, '2026-06-11T00:30:00Z')).toBe(
      'preventive remind-before-due@2026-06-15 on 2026-06-11',
    );
    const announced = { 'remind-before-due': day('2026-06-15') };
    const reminded = { stage: 'preventive', announced } as const;
    expect(plan(items, '2026-06-12T08:00:00Z', reminded)).toBe(
      'administrative notify-overdue@2026-06-15 on 2026-06-16',
    );
    const performed = ['notify-overdue@2026-06-15'];
    const noticed = {
      stage: 'administrative',
      stageEnteredOn: day('2026-06-16'),
      performed,
    } as const;
    expect(plan(items, '2026-06-16T20:00:00Z', noticed)).toBe(
      'administrative remind-overdue@2025-01-31 on 2026-06-17',
    );
  });

  it('joins a case that is long in its stage with a notice of its own first', () => {
    const state = {
      stage: 'administrative',
      stageEnteredOn: day('2026-06-01'),
      performed: ['notify-overdue@2026-05-29', 'text-overdue@2026-05-29'],
      notices: [{ key: 'notify-overdue@2026-05-29', on: day('2026-06-01') }],
    } as const;
    const items = [legacy('2025-01-31'), item('2026-05-29')];
    expect(plan(items, '2026-06-17T08:00:00Z', state)).toBe(
      'administrative remind-overdue@2025-01-31 on 2026-06-17',
    );
    const performed = [...state.performed, 'remind-overdue@2025-01-31', 'call-debtor@2025-01-31'];
    const own = { key: 'remind-overdue@2025-01-31', on: chaseFrom };
    const noticed = { ...state, performed, notices: [...state.notices, own] };
    expect(plan(items, '2026-06-18T08:00:00Z', noticed)).toBe(
      'extrajudicial demand-payment@2025-01-31 on 2026-06-24',
    );
    // The notices of before told of nothing that was brought along later.
    expect(plan(items, '2026-06-24T08:00:00Z', { ...state, performed })).toBe(
      'administrative remind-overdue@2025-01-31 on 2026-06-24',
    );
  });

  it('counts neither for lateness nor for the threshold before its day', () => {
    const types = (now: string) =>
      followUp({
        state: newCase({ stage: 'administrative', stageEnteredOn: day('2026-06-01') }),
        position: positionOf([legacy('2025-01-31', { openMinor: 900_000 }), item('2026-05-29')]),
        strategy,
        thresholds: { default: 500_000, byCurrency: {} },
        zone: 'UTC',
        mode: 'live',
        now: at(now),
      }).map(({ type }) => type);
    expect(types('2026-06-16T23:00:00Z')).toEqual([]);
    expect(types('2026-06-17T00:00:00Z')).toEqual(['OverdueThresholdExceeded']);
  });

  it('is covered by cash in its turn, counted or not', () => {
    const items = [legacy('2025-01-31'), item('2026-05-29')];
    const chased = chasedItems(positionOf(items, { availableMinor: 12_000 }));
    expect(countedOn(chased, day('2026-06-16'))).toMatchObject([{ openMinor: 8_000 }]);
  });

  it('is read whole when a page shows nothing else', () => {
    const ledger = {
      accountId: 'acme|main|USD',
      version: 1,
      totals: { unappliedMinor: 0 } as Parameters<typeof isTooShort>[0]['totals'],
      openCount: 300,
      plannedMinor: 0,
      plannedFor: [],
      complete: false,
    };
    const page = (...items: OpenItem[]) => ({
      ...ledger,
      open: items.map((each) => ({ ...each, issuedOn: each.dueOn, amountMinor: each.openMinor })),
    });
    expect(isTooShort(page(legacy('2025-01-31')))).toBe(true);
    expect(isTooShort(page(legacy('2025-01-31'), item('2026-05-29')))).toBe(false);
    expect(readPosition(page(legacy('2025-01-31'))).items[0]).toHaveProperty(
      'chaseFrom',
      chaseFrom,
    );
  });
});

describe('whatever was brought along, and whatever came since', () => {
  const start = day('2026-06-01');
  const anyItem = fc
    .tuple(fc.integer({ min: -400, max: 60 }), fc.option(fc.integer({ min: 1, max: 30 })))
    .map(([due, from]) =>
      item(addDays(start, due), from === null ? {} : { chaseFrom: addDays(start, from) }),
    );

  it('nothing happens that the items which count on its day do not ask for', () => {
    fc.assert(
      fc.property(
        fc.array(anyItem, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 30 * 24 * 60 }),
        (items, minutes) => {
          const now = instantOf(Date.parse('2026-06-01T00:00:00Z') + minutes * 60_000);
          const planned = nextStep(newCase(), positionOf(items), strategy, deskOf(), now);
          if (planned.next !== 'wait') return;
          const { dueAt, anchorOn } = planned.act;
          const counted = countedOn(items, dateIn('UTC', dueAt));
          expect(counted.map(({ dueOn }) => dueOn)).toContain(anchorOn);
          // Whoever looks again at that moment, with those items alone, finds the same act due.
          const then = nextStep(newCase(), positionOf(counted), strategy, deskOf(), dueAt);
          expect(then).toMatchObject({ next: 'wait', act: { dueAt, anchorOn } });
        },
      ),
      { numRuns: 300 },
    );
  });
});
