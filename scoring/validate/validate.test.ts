import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../local/kernel/random.ts';
import { aucOf } from './auc.ts';
import { aucInterval } from './cross-validate.ts';
import { fairnessOf } from './fairness.ts';
import { foldsOf } from './folds.ts';
import { bandsOf, brierOf, ksOf, psiOf } from './metrics.ts';

const scored = fc
  .array(fc.record({ risk: fc.integer({ min: 0, max: 12 }), bad: fc.boolean() }), {
    minLength: 4,
    maxLength: 60,
  })
  .filter((rows) => rows.some(({ bad }) => bad) && rows.some(({ bad }) => !bad));

const split = (rows: readonly { risk: number; bad: boolean }[]) => ({
  risk: rows.map(({ risk }) => risk),
  bad: Uint8Array.from(rows, ({ bad }) => (bad ? 1 : 0)),
});

describe('the area under the curve', () => {
  it('is the part of pairs in the right order, ties counting half', () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const bads = rows.filter(({ bad }) => bad);
        const goods = rows.filter(({ bad }) => !bad);
        const pairs = bads.flatMap((bad) =>
          goods.map((good) => (bad.risk > good.risk ? 1 : bad.risk === good.risk ? 0.5 : 0)),
        );
        const expected = pairs.reduce((sum: number, value) => sum + value, 0) / pairs.length;
        const { risk, bad } = split(rows);
        expect(aucOf(risk, bad).auc).toBeCloseTo(expected, 12);
        const { auc } = aucOf(
          risk.map((value) => -value),
          bad,
        );
        expect(auc).toBeCloseTo(1 - expected, 12);
      }),
    );
  });

  it("has DeLong's variance", () => {
    // Placements of the bads 1, 0.5 and of the goods 1, 0.5: variances 0.125 each over two rows.
    const { auc, variance } = aucOf([4, 2, 1, 3], Uint8Array.of(1, 1, 0, 0));
    expect({ auc, variance }).toEqual({ auc: 0.75, variance: 0.125 });
  });

  it('gets narrower with more folds, not with more repeats', () => {
    const fold = { fold: 0, repeat: 0, auc: 0.8, aucVariance: 0.01, ks: 0, brier: 0, psi: 0 };
    const rarer = 50;
    const choice = { penalty: 0, steps: 0, boosted: 0, innerLoss: 0, derived: 0 };
    const folds = (count: number) =>
      Array.from({ length: count }, () => ({ ...fold, rarer, choice }));
    const width = (count: number, repeats: number): number => {
      const { low, high } = aucInterval(folds(count), repeats);
      return high - low;
    };
    expect(width(10, 1)).toBeCloseTo(2 * 1.959964 * Math.sqrt(0.001), 9);
    expect(width(50, 5)).toBeCloseTo(width(10, 1), 9);
  });

  it('does not take a few rows in perfect order for certainty', () => {
    const choice = { penalty: 0, steps: 0, boosted: 0, innerLoss: 0, derived: 0 };
    const folds = [1, 0.5, 1, 0.7].map((auc, fold) => {
      const figures = { repeat: 0, fold, auc, aucVariance: 0, ks: 0, brier: 0, psi: 0 };
      return { ...figures, rarer: 2, choice };
    });
    const { mean, low, high } = aucInterval(folds, 1);
    // The areas have a variance of 0.06, their mean a quarter of it.
    expect(mean - low).toBeCloseTo(1.959964 * Math.sqrt(0.06 / 4), 9);
    expect(high).toBe(1);
  });
});

describe('figures of a score', () => {
  const scores = [1, 2, 3, 4, 5, 6, 7, 8];
  const bad = Uint8Array.of(1, 1, 0, 1, 0, 0, 0, 0);

  it('KS, Brier and bands', () => {
    expect(ksOf(scores, bad)).toBeCloseTo(0.8, 12);
    expect(brierOf(Float64Array.of(1, 0, 0.5, 0.5), Uint8Array.of(1, 0, 0, 1))).toBe(0.125);
    const bands = bandsOf(scores, new Float64Array(8).fill(0.25), bad, 4);
    expect(bands.map(({ rows, observed, badCaptured }) => [rows, observed, badCaptured])).toEqual([
      [2, 1, 2 / 3],
      [2, 0.5, 1],
      [2, 0, 1],
      [2, 0, 1],
    ]);
    expect(bandsOf([5, 5, 5, 5, 5, 5, 5, 9], bad, bad, 4).map(({ rows }) => rows)).toEqual([7, 1]);
  });

  it('PSI is nothing for the same scores and large for others', () => {
    const many = Array.from({ length: 1000 }, (_, at) => at);
    expect(psiOf(many, many)).toBeCloseTo(0, 12);
    expect(
      psiOf(
        many,
        many.map((value) => value + 500),
      ),
    ).toBeGreaterThan(0.25);
  });
});

it('makes folds that share no row, hold every row once, keep the bad rate and the copies together', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 2, max: 10 }),
      (seed, count) => {
        const rows = Int32Array.from({ length: 240 }, (_, row) => row);
        const bad = Uint8Array.from(rows, (row) => (row % 4 === 0 ? 1 : 0));
        const copyOf = rows.map((row) => (row >= 220 ? row - 220 : row));
        const folds = foldsOf(rows, bad, copyOf, count, createRandom(seed));
        expect(folds.flatMap(({ test }) => [...test]).toSorted((a, b) => a - b)).toEqual([...rows]);
        for (const { train, test } of folds) {
          const seen = new Set(train);
          expect(train.length + test.length).toBe(240);
          for (const row of test) {
            expect(seen.has(row)).toBe(false);
            if (row >= 220) expect(test).toContain(row - 220);
          }
          const bads = test.filter((row) => bad[row] === 1).length;
          expect(Math.abs(bads / test.length - 0.25)).toBeLessThan(0.12);
        }
      },
    ),
    { numRuns: 20 },
  );
});

it('compares approvals of groups that are large enough', () => {
  const group = (row: number): number => (row < 50 ? 0 : row < 98 ? 1 : 2);
  const column = {
    kind: 'categorical' as const,
    name: 'sex',
    codes: Int32Array.from({ length: 100 }, (_, row) => group(row)),
    levels: ['f', 'm', 'x'],
  };
  const probability = Float64Array.from({ length: 100 }, (_, row) => (row % 10) / 10);
  const bad = Uint8Array.from({ length: 100 }, (_, row) => (row % 5 === 0 ? 1 : 0));
  const even = fairnessOf(column, probability, bad, 0.5);
  expect(even.groups.map(({ rows, approvalRate }) => [rows, approvalRate])).toEqual([
    [50, 0.5],
    [48, 25 / 48],
    [2, 0],
  ]);
  expect(even.adverseImpactRatio).toBeCloseTo(0.5 / (25 / 48), 12);
  expect([even.lowest, even.highest]).toEqual(['f', 'm']);
});
