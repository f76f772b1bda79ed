import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, businessDate } from '../calendar.ts';
import { emptyMeasure, figureOf, type MeasuredAccount, withAccount } from './measure.ts';

const on = businessDate('2026-06-30');
const account = (
  open: readonly (readonly [daysLate: number, openMinor: number])[],
  over: Partial<MeasuredAccount['totals']> = {},
): MeasuredAccount => ({
  accountId: 'acme|main|USD',
  totals: { issuedMinor: 0, unappliedMinor: 0, ...over },
  open: open.map(([daysLate, openMinor]) => ({ dueOn: addDays(on, -daysLate), openMinor })),
});

const measured = (...accounts: readonly MeasuredAccount[]) =>
  accounts.reduce((measure, each) => withAccount(measure, each, on), emptyMeasure('USD'));

describe('the aging of a book', () => {
  it('changes at 1, 31, 61 and 91 days past due', () => {
    const open = [-30, 0, 1, 30, 31, 60, 61, 90, 91, 4000].map((late) => [late, 100] as const);
    expect(measured(account(open)).agingMinor).toEqual([200, 200, 200, 200, 200]);
  });

  it('holds every cent that is open', () => {
    const instalments = fc.array(
      fc.tuple(fc.integer({ min: -400, max: 4000 }), fc.integer({ min: 1, max: 1_000_000 })),
    );
    fc.assert(
      fc.property(fc.array(instalments, { maxLength: 5 }), (accounts) => {
        const { agingMinor, accounts: count } = measured(...accounts.map((each) => account(each)));
        const open = accounts.flat().reduce((sum, [, amount]) => sum + amount, 0);
        expect(agingMinor.reduce((sum, amount) => sum + amount, 0)).toBe(open);
        expect(count).toBe(accounts.length);
      }),
    );
  });

  it('takes no account of another currency', () => {
    expect(() => withAccount(emptyMeasure('EUR'), account([]), on)).toThrow(RangeError);
  });
});

describe('the figures of a measure', () => {
  const measure = measured(
    account([
      [-10, 40_000],
      [5, 20_000],
    ]),
    account([[100, 30_000]], { issuedMinor: 400_000, unappliedMinor: 1_500 }),
  );

  it('are major units, and days sales outstanding from what was issued meanwhile', () => {
    const baseline = { on: addDays(on, -90), issuedMinor: 220_000 };
    expect(figureOf(measure, on, baseline)).toEqual({
      dimensions: { Currency: 'USD' },
      values: {
        Accounts: 2,
        Open: 900,
        Overdue: 500,
        Unapplied: 15,
        NotDue: 400,
        Overdue1To30: 200,
        Overdue31To60: 0,
        Overdue61To90: 0,
        OverdueOver90: 300,
        // 900 open of 1,800 issued in 90 days.
        DaysSalesOutstanding: 45,
        BestPossibleDso: 20,
      },
    });
  });

  it.each([
    ['nothing was measured before', undefined],
    ['the measure before is too young', { on: addDays(on, -27), issuedMinor: 0 }],
    ['nothing was issued since', { on: addDays(on, -60), issuedMinor: 400_000 }],
  ])('have no days sales outstanding when %s', (_, baseline) => {
    expect(Object.keys(figureOf(measure, on, baseline).values)).not.toContain(
      'DaysSalesOutstanding',
    );
  });
});
