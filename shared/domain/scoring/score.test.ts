import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOf, inputsOf, scoreOf } from './score.ts';
import { readSource } from './source.ts';
import {
  type InputValue,
  type Scorecard,
  type Source,
  scorecardRules,
  scorecardSchema,
} from './types.ts';

const card: Scorecard = scorecardSchema.parse({
  schemaVersion: 1,
  name: 'small',
  version: 1,
  outcome: { description: 'not repaid', target: 'bad', bad: ['1'] },
  trainedOn: { sha256: 'a'.repeat(64), rows: 1000, seed: 1 },
  scale: { anchorScore: 600, anchorOdds: 10, pointsToDoubleOdds: 40 },
  basePoints: 500,
  characteristics: [
    {
      name: 'years',
      source: { kind: 'column', column: 'years' },
      reason: { code: 'years', text: 'Years in business' },
      attributes: [
        { kind: 'interval', from: null, below: 2, points: -30, share: 200_000 },
        { kind: 'interval', from: 2, below: 10, points: 5, share: 500_000 },
        { kind: 'interval', from: 10, below: null, points: 40, share: 200_000 },
        { kind: 'values', values: [-9], points: 2, share: 50_000 },
        { kind: 'missing', points: -10, share: 50_000 },
      ],
      best: 40,
      neutral: 4,
    },
    {
      name: 'branch',
      source: { kind: 'column', column: 'branch' },
      reason: { code: 'branch', text: 'Branch of trade' },
      attributes: [
        { kind: 'values', values: ['retail', 'food'], points: -12, share: 400_000 },
        { kind: 'values', values: ['7'], points: 20, share: 500_000 },
        { kind: 'missing', points: 0, share: 0 },
        { kind: 'other', points: -20, share: 100_000 },
      ],
      best: 20,
      neutral: 3,
    },
    {
      name: 'debt as a share of debt and sales',
      source: { kind: 'share', part: 'debt', other: 'sales' },
      reason: { code: 'debt-to-sales', text: 'Debt is high against sales' },
      attributes: [
        { kind: 'interval', from: null, below: 0.5, points: 10, share: 900_000 },
        { kind: 'interval', from: 0.5, below: null, points: -60, share: 100_000 },
        { kind: 'missing', points: -5, share: 0 },
      ],
      best: 10,
      neutral: 3,
    },
  ],
  calibration: [
    { score: 400, ppm: 600_000 },
    { score: 500, ppm: 200_000 },
    { score: 600, ppm: 10_000 },
  ],
  grades: [
    { grade: 'A', riskClass: 'low', belowPpm: 50_000 },
    { grade: 'B', riskClass: 'medium', belowPpm: 200_000 },
    { grade: 'C', riskClass: 'high', belowPpm: 1_000_001 },
  ],
  reasons: { against: 'neutral', most: 2 },
});

const sumOf = (years: unknown, branch: unknown = '7'): number =>
  scoreOf(card, { years: years as number, branch: branch as string, debt: 1, sales: 9 }).score -
  530;

describe('the attribute that applies', () => {
  it('takes bounds inclusive below and exclusive above', () => {
    expect([1.999, 2, 9.999, 10].map((years) => sumOf(years))).toEqual([-30, 5, 5, 40]);
  });

  it('knows a special code before the interval in which its number lies', () => {
    expect(sumOf(-9)).toBe(2);
    expect(sumOf(-8)).toBe(-30);
  });

  it('takes null, nothing, NaN, blank and text where numbers are binned as missing', () => {
    for (const nothing of [null, undefined, Number.NaN, ' ', 'many']) {
      expect(sumOf(nothing), String(nothing)).toBe(-10);
    }
  });

  it('sends an unseen category to other, and reads a number as its text', () => {
    const branches = ['food', 7, 'mining', null, true];
    expect(branches.map((branch) => sumOf(2, branch) - 5)).toEqual([-32, 0, -40, -20, -40]);
  });
});

it('gives score, probability, grade, class and the largest losses below the neutral level', () => {
  expect(scoreOf(card, { years: 1, branch: 'retail', debt: 8, sales: 2, age: 44 })).toEqual({
    score: 398,
    probabilityPpm: 600_000,
    grade: 'C',
    riskClass: 'high',
    points: [
      { characteristic: 'years', points: -30, attribute: 0 },
      { characteristic: 'branch', points: -12, attribute: 0 },
      { characteristic: 'debt as a share of debt and sales', points: -60, attribute: 1 },
    ],
    reasons: [
      {
        code: 'debt-to-sales',
        characteristic: 'debt as a share of debt and sales',
        text: 'Debt is high against sales',
        pointsLost: 63,
      },
      { code: 'years', characteristic: 'years', text: 'Years in business', pointsLost: 34 },
    ],
  });
});

it('says apart that something was not known, and measures against the best when asked to', () => {
  const best: Scorecard = { ...card, reasons: { against: 'best', most: 1 } };
  expect(scoreOf(best, { branch: '7', debt: 1, sales: 9 }).reasons).toEqual([
    {
      code: 'years-missing',
      characteristic: 'years',
      text: 'Years in business: not known',
      pointsLost: 50,
    },
  ]);
});

it('interpolates in whole numbers between knots and stays flat beyond them', () => {
  const at = (score: number): number =>
    scoreOf({ ...card, basePoints: score, characteristics: [] }, {}).probabilityPpm;
  expect([300, 400, 450, 499, 500, 501, 600, 900].map(at)).toEqual([
    600_000, 600_000, 400_000, 204_000, 200_000, 198_100, 10_000, 10_000,
  ]);
});

const anyInput = fc.record({
  years: fc.oneof(fc.integer({ min: -20, max: 60 }), fc.double(), fc.constant(null), fc.string()),
  branch: fc.oneof(
    fc.constantFrom('retail', 'food', '7', 'x'),
    fc.constant(undefined),
    fc.integer(),
  ),
  debt: fc.option(fc.double({ noNaN: true })),
  sales: fc.option(fc.double({ noNaN: true })),
});

describe('for any inputs', () => {
  it('the score is the base and the points, whole, and the same again', () => {
    fc.assert(
      fc.property(anyInput, (inputs) => {
        const first = scoreOf(card, inputs);
        const sum = first.points.reduce((all, { points }) => all + points, card.basePoints);
        expect(first.score).toBe(sum);
        expect(Number.isInteger(first.probabilityPpm)).toBe(true);
        expect(scoreOf(structuredClone(card), { ...inputs })).toEqual(first);
      }),
    );
  });

  it('more points never mean a higher probability or a worse grade', () => {
    fc.assert(
      fc.property(anyInput, anyInput, (left, right) => {
        const [worse, better] = [scoreOf(card, left), scoreOf(card, right)].toSorted(
          (a, b) => a.score - b.score,
        );
        expect(better?.probabilityPpm).toBeLessThanOrEqual(worse?.probabilityPpm ?? 0);
        expect((better?.grade ?? '') <= (worse?.grade ?? '')).toBe(true);
      }),
    );
  });

  it('a reason names points really lost, largest first, never more than asked for', () => {
    fc.assert(
      fc.property(anyInput, (inputs) => {
        const { reasons, points } = scoreOf(card, inputs);
        expect(reasons.length).toBeLessThanOrEqual(2);
        const lost = reasons.map(({ pointsLost }) => pointsLost);
        expect(lost).toEqual(lost.toSorted((a, b) => b - a));
        for (const { characteristic, pointsLost } of reasons) {
          const own = card.characteristics.find(({ name }) => name === characteristic);
          const got = points.find((each) => each.characteristic === characteristic);
          expect(pointsLost).toBe((own?.neutral ?? 0) - (got?.points ?? 0));
          expect(pointsLost).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('sources', () => {
  const values = { a: 3, b: -1, c: 0, d: null, t: 'x' };
  it.each<[Source, InputValue]>([
    [{ kind: 'column', column: 't' }, 'x'],
    [{ kind: 'share', part: 'a', other: 'b' }, 0.75],
    [{ kind: 'share', part: 'b', other: 'a' }, -0.25],
    [{ kind: 'share', part: 'c', other: 'c' }, null],
    [{ kind: 'share', part: 'a', other: 'd' }, null],
    [{ kind: 'difference', from: 'a', less: 'b' }, 4],
    [{ kind: 'difference', from: 'a', less: 't' }, null],
    [{ kind: 'largest', of: ['b', 'd', 'a'] }, 3],
    [{ kind: 'smallest', of: ['a', 'b', 'c'] }, -1],
    [{ kind: 'mean', of: ['a', 'c', 'd'] }, 1.5],
    [{ kind: 'above', of: ['a', 'b', 'c'], limit: -1 }, 2],
    [{ kind: 'mean', of: ['d', 't'] }, null],
  ])('%j', (source, expected) => {
    expect(readSource(source, values)).toBe(expected);
  });

  it('are listed once each', () => {
    expect(inputsOf(card)).toEqual(['years', 'branch', 'debt', 'sales']);
  });
});

it('reads a points table as an amount', () => {
  const { scale: _, calibration: _c, grades: _g, reasons: _r, outcome: _o, ...rest } = card;
  const outcome = { description: 'days late', unit: 'days' };
  const trainedOn = { sha256: 'a'.repeat(64), rows: 1000, seed: 1 };
  const table = { ...rest, trainedOn, outcome, basePoints: 100, pointsPerUnit: 100 };
  const inputs = { years: 1, branch: 'food', debt: 1, sales: 9 };
  expect(amountOf(table, inputs).amount).toBe((100 - 30 - 12 + 10) / 100);
});

describe('what a card may not be', () => {
  const [years] = card.characteristics;
  const withYears = (change: object): unknown => ({
    ...card,
    characteristics: [{ ...years, ...change }],
  });
  const without = (kind: string) => years?.attributes.filter((each) => each.kind !== kind) ?? [];
  const gap = years?.attributes.map((each) =>
    each.kind === 'interval' && each.from === 2 ? { ...each, from: 3 } : each,
  );
  it.each([
    ['basis', { ...card, judgedBy: 'somebody' }],
    ['missing', withYears({ attributes: without('missing') })],
    ['cover', withYears({ attributes: gap })],
    ['other', withYears({ attributes: without('interval'), best: 2, neutral: 0 })],
    [
      'distinct',
      withYears({
        attributes: [...without(''), { kind: 'values', values: ['-9'], points: 0, share: 0 }],
      }),
    ],
    ['best', withYears({ best: 39 })],
    ['names', { ...card, characteristics: [...card.characteristics, card.characteristics[0]] }],
    ['calibration', { ...card, calibration: card.calibration.toReversed() }],
    ['grades', { ...card, grades: card.grades.slice(0, 2) }],
  ] as const)('%s', (rule, value) => {
    const result = scorecardSchema.safeParse(value);
    expect(result.error?.issues.map(({ message }) => message)).toEqual([scorecardRules[rule]]);
  });
});
