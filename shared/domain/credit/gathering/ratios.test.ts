import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Financials, figureNames } from '../../../../events/credit-parts.ts';
import { businessDate } from '../../calendar.ts';
import { contradictionsIn, financialRatiosOf } from './ratios.ts';

/** Balance sheet and profit and loss account of a small trading company, in minor units. */
const figures: Financials['figures'] = {
  totalAssets: 1_000_000_00,
  currentAssets: 600_000_00,
  inventories: 250_000_00,
  totalLiabilities: 550_000_00,
  currentLiabilities: 400_000_00,
  tradePayables: 180_000_00,
  ownFunds: 450_000_00,
  turnover: 2_400_000_00,
  purchases: 1_500_000_00,
  operatingIncome: 150_000_00,
  interestPaid: 20_000_00,
  netIncome: 96_000_00,
};

const statements = (over: Partial<Financials> = {}): Financials => ({
  asOf: '2025-12-31',
  months: 12,
  currency: 'USD',
  figures,
  ...over,
});
const same = (amountMinor: number): number => amountMinor;
const ratios = (over: Partial<Financials> = {}) => financialRatiosOf(statements(over), same);
const without = (...names: (keyof typeof figures)[]): Financials['figures'] =>
  Object.fromEntries(Object.entries(figures).filter(([name]) => !names.includes(name as never)));

describe('the ratios of statements', () => {
  it('are those that a hand calculation gives', () => {
    expect(ratios()).toEqual({
      asOf: '2025-12-31',
      ownFundsMinor: 450_000_00,
      turnoverMinor: 2_400_000_00,
      currentRatio: 1.5, // 600 / 400
      quickRatio: 0.875, // (600 - 250) / 400
      equityRatio: 0.45, // 450 / 1000
      debtRatio: 0.55, // 550 / 1000
      returnOnAssets: 0.096, // 96 / 1000
      margin: 0.04, // 96 / 2400
      interestCover: 7.5, // 150 / 20
      assetTurnover: 2.4, // 2400 / 1000
      payableDays: 43.8, // 180 / 1500 * 365
    });
  });

  it('are of a year when the accounts are of a half', () => {
    expect(ratios({ months: 6 })).toMatchObject({
      turnoverMinor: 4_800_000_00,
      returnOnAssets: 0.192,
      margin: 0.04,
      assetTurnover: 4.8,
      payableDays: 21.9,
      currentRatio: 1.5,
    });
  });

  it('are null where a figure is missing, and only there', () => {
    expect(ratios({ figures: without('inventories', 'interestPaid', 'netIncome') })).toMatchObject({
      quickRatio: null,
      interestCover: null,
      returnOnAssets: null,
      margin: null,
      currentRatio: 1.5,
    });
    const none = financialRatiosOf(statements({ figures: {} }), same);
    expect(Object.values(none).filter((each) => each !== null)).toEqual(['2025-12-31']);
  });

  it('take payables against turnover when purchases are not given', () => {
    expect(ratios({ figures: without('purchases') }).payableDays).toBe(27.375);
  });

  it('take the third of assets, liabilities and own funds from the other two', () => {
    for (const name of ['totalAssets', 'totalLiabilities', 'ownFunds'] as const) {
      expect(ratios({ figures: without(name) })).toEqual(ratios());
    }
  });

  it('are of negative own funds and losses too', () => {
    const poor = {
      ...figures,
      totalLiabilities: 1_100_000_00,
      ownFunds: -100_000_00,
      netIncome: -1_00,
    };
    expect(ratios({ figures: poor })).toMatchObject({
      ownFundsMinor: -100_000_00,
      equityRatio: -0.1,
      debtRatio: 1.1,
      // One in a million of the assets, and less than half a millionth of the turnover.
      returnOnAssets: -0.000001,
      margin: 0,
    });
  });

  it('divide by nothing nowhere', () => {
    const idle = { ...figures, currentLiabilities: 0, interestPaid: 0, turnover: 0, purchases: 0 };
    expect(ratios({ figures: idle })).toMatchObject({
      currentRatio: null,
      interestCover: null,
      margin: null,
      payableDays: null,
    });
  });

  it('leave out amounts that no rate turns into the currency of the application', () => {
    expect(financialRatiosOf(statements(), () => null)).toMatchObject({
      ownFundsMinor: null,
      turnoverMinor: null,
      currentRatio: 1.5,
      unpriced: true,
    });
    // What is not given is not unpriced, and nothing is nothing at any rate.
    const none = statements({ figures: { turnover: 0 } });
    const silent = financialRatiosOf(none, () => null);
    expect(silent).toMatchObject({ ownFundsMinor: null, turnoverMinor: 0 });
    expect(silent).not.toHaveProperty('unpriced');
  });

  it('are six places at most, whatever the figures', () => {
    const figure = fc.option(fc.integer({ min: -1e15, max: 1e15 }), { nil: undefined });
    const any = fc.record(Object.fromEntries(figureNames.map((name) => [name, figure])));
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 24 }), (given, months) => {
        const {
          asOf: _,
          ownFundsMinor: __,
          turnoverMinor: ___,
          unpriced,
          ...all
        } = ratios({
          figures: given,
          months,
        });
        expect(unpriced).toBeUndefined();
        for (const ratio of Object.values(all)) {
          if (ratio === null) continue;
          expect(Number.isFinite(ratio)).toBe(true);
          if (Math.abs(ratio) < 1e9) expect(Number(ratio.toFixed(6))).toBe(ratio);
        }
      }),
    );
  });
});

describe('statements', () => {
  const today = businessDate('2026-02-02');
  it('may be believed when they agree with themselves', () => {
    expect(contradictionsIn(statements(), today)).toEqual([]);
    expect(contradictionsIn(statements({ figures: {} }), today)).toEqual([]);
  });

  it.each([
    ['2026-02-03 is in the future', { asOf: '2026-02-03' }],
    ['totalAssets is not above zero', { figures: { totalAssets: 0 } }],
    ['currentAssets are more than totalAssets', { figures: { totalAssets: 5, currentAssets: 6 } }],
    ['inventories are more than currentAssets', { figures: { currentAssets: 5, inventories: 6 } }],
    [
      'currentLiabilities are more than totalLiabilities',
      { figures: { currentLiabilities: 6, totalLiabilities: 5 } },
    ],
    [
      'totalAssets are not totalLiabilities and ownFunds together',
      { figures: { totalAssets: 1000, totalLiabilities: 500, ownFunds: 489 } },
    ],
    ['turnover is below zero', { figures: { turnover: -1 } }],
    ['interestPaid is below zero', { figures: { interestPaid: -1 } }],
  ] as const)('are refused when %s', (problem, over) => {
    expect(contradictionsIn(statements(over), today)).toEqual([problem]);
  });

  it('may be one in a hundred of the assets apart, which is rounding', () => {
    const rounded = { totalAssets: 1000, totalLiabilities: 500, ownFunds: 490 };
    expect(contradictionsIn(statements({ figures: rounded }), today)).toEqual([]);
  });
});
