import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, businessDate } from '../calendar.ts';
import {
  contactability,
  cureRate,
  promiseKeptRatio,
  recoveryRate,
  rightPartyContactRate,
  rollRates,
} from './collection.ts';
import { euCompensationMinor, lateInterest, minimumEuRate } from './late-interest.ts';
import { expectedLoss, lossAllowance, lossGivenDefault, provisionRates } from './loss.ts';
import {
  averageDaysDelinquent,
  bestPossibleDso,
  collectionEffectiveness,
  countbackDso,
  dso,
  weightedDaysLate,
} from './sales-outstanding.ts';

describe('days sales outstanding', () => {
  it('is receivables over sales times days, and nothing without sales', () => {
    expect(dso(500_000, 1_500_000, 90)).toBe(30);
    expect(dso(500_000, 0, 31)).toBeNull();
    expect(dso(0, 100, 31)).toBe(0);
  });

  it('splits into what terms explain and what is late', () => {
    expect(bestPossibleDso(300_000, 1_500_000, 90)).toBe(18);
    expect(averageDaysDelinquent(500_000, 300_000, 1_500_000, 90)).toBe(12);
    expect(bestPossibleDso(1, 0, 30)).toBeNull();
  });

  it('counts back through the latest months', () => {
    const months = [
      { salesMinor: 400, days: 31 },
      { salesMinor: 300, days: 30 },
      { salesMinor: 200, days: 31 },
    ];
    expect(countbackDso(550, months)).toBe(31 + (150 / 300) * 30);
    expect(countbackDso(400, months)).toBe(31);
    expect(countbackDso(0, months)).toBe(0);
    expect(countbackDso(900, months)).toBe(92);
    expect(countbackDso(901, months)).toBeNull();
    expect(countbackDso(100, [{ salesMinor: 0, days: 28 }, ...months])).toBe(28 + (100 / 400) * 31);
    const [latest] = months;
    const shut = { salesMinor: 0, days: 28 };
    expect(countbackDso(400, [...(latest ? [latest] : []), shut])).toBe(31);
    expect(countbackDso(0, [shut])).toBe(0);
    expect(countbackDso(0, [])).toBe(0);
    expect(countbackDso(1, [])).toBeNull();
  });

  it('weighs days late by amount', () => {
    const invoices = [
      { amountMinor: 1000, daysLate: 30 },
      { amountMinor: 3000, daysLate: 0 },
    ];
    expect(weightedDaysLate(invoices)).toBe(7.5);
    expect(weightedDaysLate([])).toBeNull();
  });
});

describe('collection effectiveness', () => {
  it('is a hundred when all that was due came in', () => {
    const period = {
      receivablesAtStartMinor: 100_000,
      salesMinor: 50_000,
      receivablesAtEndMinor: 40_000,
      currentAtEndMinor: 40_000,
    };
    expect(collectionEffectiveness(period)).toBe(100);
    expect(collectionEffectiveness({ ...period, receivablesAtEndMinor: 62_000 })).toBe(80);
    const empty = { ...period, receivablesAtStartMinor: 0, salesMinor: 0, currentAtEndMinor: 0 };
    expect(collectionEffectiveness(empty)).toBeNull();
  });
});

describe('roll rates', () => {
  it('are 60 % when 600,000 of 1,000,000 moved on', () => {
    const rates = rollRates(1, [
      { before: 1, after: 2, balanceBeforeMinor: 600_000 },
      { before: 1, after: 1, balanceBeforeMinor: 150_000 },
      { before: 1, after: 0, balanceBeforeMinor: 100_000 },
      { before: 1, after: 'settled', balanceBeforeMinor: 150_000 },
      { before: 2, after: 1, balanceBeforeMinor: 999 },
    ]);
    expect(rates).toEqual({ forward: 0.6, stable: 0.15, back: 0, cure: 0.25 });
    expect(rollRates(3, [])).toBeNull();
    expect(rollRates(3, [{ before: 3, after: 1, balanceBeforeMinor: 5 }])).toMatchObject({
      back: 1,
    });
  });

  it('hold a balance that was not late and is not for stable', () => {
    const moved = [
      { before: 0, after: 0, balanceBeforeMinor: 900 },
      { before: 0, after: 1, balanceBeforeMinor: 75 },
      { before: 0, after: 'settled', balanceBeforeMinor: 25 },
    ] as const;
    expect(rollRates(0, moved)).toEqual({ forward: 0.075, stable: 0.9, back: 0, cure: 0.025 });
  });

  it('always add up to one', () => {
    const bucket = fc.constantFrom<0 | 1 | 2 | 3 | 4>(0, 1, 2, 3, 4);
    fc.assert(
      fc.property(
        bucket,
        fc.array(
          fc.record({
            before: bucket,
            after: fc.oneof(bucket, fc.constant('settled' as const)),
            balanceBeforeMinor: fc.integer({ min: 1, max: 1_000_000 }),
          }),
        ),
        (from, moved) => {
          const rates = rollRates(from, moved);
          if (rates === null) return;
          const sum = rates.forward + rates.stable + rates.back + rates.cure;
          expect(sum).toBeCloseTo(1, 10);
        },
      ),
    );
  });
});

describe('rates of collection', () => {
  it('count cured accounts among those in arrears', () => {
    const accounts = [
      { inArrears: true, inArrearsAfter: false },
      { inArrears: true, inArrearsAfter: true },
      { inArrears: true, inArrearsAfter: true },
      { inArrears: true, inArrearsAfter: true },
      { inArrears: false, inArrearsAfter: true },
    ];
    expect(cureRate(accounts)).toBe(0.25);
    expect(cureRate([])).toBeNull();
  });

  it('leave promises out that are not yet due', () => {
    expect(
      promiseKeptRatio([
        { amountMinor: 300, state: 'kept' },
        { amountMinor: 100, state: 'broken' },
        { amountMinor: 900, state: 'pending' },
      ]),
    ).toEqual({ byCount: 0.5, byAmount: 0.75 });
    expect(promiseKeptRatio([])).toEqual({ byCount: null, byAmount: null });
  });

  it('are 37.5 % for 75 contacts of 200', () => {
    expect(contactability(75, 200)).toBe(0.375);
    expect(rightPartyContactRate(0, 0)).toBeNull();
    expect(rightPartyContactRate(30, 200)).toBe(0.15);
    expect(recoveryRate(25, 100)).toBe(0.25);
  });
});

describe('expected loss', () => {
  it('multiplies probability, severity and exposure', () => {
    expect(expectedLoss(0.02, 0.45, 1_000_000)).toBe(9000);
  });

  it('discounts what comes back, net of its cost', () => {
    const recovery = { daysAfterDefault: 365, recoveredMinor: 55_000, costMinor: 0 };
    expect(lossGivenDefault(100_000, [recovery], 0.1)).toBeCloseTo(0.5, 12);
    expect(lossGivenDefault(100_000, [{ ...recovery, costMinor: 55_000 }], 0.1)).toBe(1);
    expect(lossGivenDefault(0, [], 0.1)).toBeNull();
  });

  it('has the rates and the allowance of the worked provision matrix', () => {
    const rates = provisionRates([100_000, 50_000, 23_000, 8_000, 2_000], 2_000);
    expect(rates.map((rate) => Math.round((rate ?? 0) * 1000) / 10)).toEqual([2, 4, 8.7, 25, 100]);
    expect(lossAllowance([300_000, 140_000, 60_000, 23_000, 5_000], rates)).toBe(27_567);
    expect(provisionRates([0], 5)).toEqual([null]);
    expect(provisionRates([10], 5, 3)).toEqual([1]);
  });
});

describe('late interest', () => {
  const from = businessDate('2026-06-21');
  const rates = [
    { from: businessDate('2026-01-01'), basisPoints: 1062 },
    { from: businessDate('2026-07-01'), basisPoints: 1212 },
  ];

  it('is 2.91 and 20.59 on 1,000 for 10 and 62 days', () => {
    const debt = { principalMinor: 100_000, from, through: addDays(from, 71), rates };
    const { periods, interestMinor } = lateInterest(debt);
    expect(periods.map(({ days, interestMinor: part }) => [days, part])).toEqual([
      [10, 291],
      [62, 2059],
    ]);
    expect(interestMinor).toBe(2350);
  });

  it('is due on what is left after a repayment, and ends with the debt', () => {
    const { periods } = lateInterest({
      principalMinor: 100_000,
      from,
      through: addDays(from, 19),
      rates: rates.slice(0, 1),
      repayments: [
        { on: addDays(from, 5), amountMinor: 60_000 },
        { on: addDays(from, 15), amountMinor: 40_000 },
      ],
    });
    expect(periods.map(({ days, balanceMinor }) => [days, balanceMinor])).toEqual([
      [5, 100_000],
      [10, 40_000],
    ]);
  });

  it('does not depend on the order in which rates and repayments are told', () => {
    const debt = {
      principalMinor: 100_000,
      from,
      through: addDays(from, 40),
      rates,
      repayments: [
        { on: addDays(from, 5), amountMinor: 30_000 },
        { on: addDays(from, 20), amountMinor: 30_000 },
      ],
    };
    const { periods } = lateInterest(debt);
    expect(periods.map((one) => [one.days, one.balanceMinor, one.basisPoints])).toEqual([
      [5, 100_000, 1062],
      [5, 70_000, 1062],
      [10, 70_000, 1212],
      [21, 40_000, 1212],
    ]);
    const [rate, next] = rates;
    if (!rate || !next) throw new Error('two rates');
    for (const told of [
      [next, rate],
      [rate, next],
    ]) {
      const repayments = debt.repayments.toReversed();
      expect(lateInterest({ ...debt, rates: told, repayments }).periods).toEqual(periods);
    }
  });

  it('runs through the last day and no further, whatever changes later', () => {
    const rate = rates.slice(0, 1);
    const debt = { principalMinor: 100_000, from, through: addDays(from, 9), rates: rate };
    expect(lateInterest(debt).periods.map(({ days }) => days)).toEqual([10]);
    for (const later of [10, 11, 100]) {
      const changed = { from: addDays(from, later), basisPoints: 9999 };
      expect(lateInterest({ ...debt, rates: [...rate, changed] })).toEqual(lateInterest(debt));
    }
    const onTime = { ...debt, through: addDays(from, -1) };
    expect(lateInterest(onTime)).toEqual({ periods: [], interestMinor: 0 });
    expect(lateInterest({ ...onTime, through: addDays(from, -9) }).periods).toEqual([]);
  });

  it('is nothing before the first rate', () => {
    const late = { principalMinor: 100, from, through: from, rates: rates.slice(1) };
    expect(lateInterest(late)).toEqual({ periods: [], interestMinor: 0 });
  });

  it('knows the least that European law grants', () => {
    expect(minimumEuRate(215)).toBe(1015);
    expect(euCompensationMinor).toBe(4000);
  });
});
