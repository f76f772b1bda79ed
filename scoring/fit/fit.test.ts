import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../local/kernel/random.ts';
import type { Binned } from './binned.ts';
import { boost } from './boost.ts';
import { knotsOf, lineOf, probabilityAt } from './calibrate.ts';
import { binIn, cutsOf, shortestBetween } from './cuts.ts';
import { scoresOf } from './effects.ts';
import type { Feature } from './feature.ts';
import { fitLogistic } from './logistic.ts';
import { robust } from './loss.ts';
import { logOddsAt, scoreAt } from './scale.ts';
import { woeOf } from './woe.ts';

const random = createRandom(3);

const feature = (name: string, ordered: number, extra = 1): Feature => ({
  name,
  source: { kind: 'column', column: name },
  bins: {
    kind: 'numeric',
    cuts: Float64Array.from({ length: ordered - 1 }, (_, at) => at + 1),
    specials: [],
  },
  ordered,
  size: ordered + extra,
});

/** Rows whose risk rises with one feature and has nothing to do with the other. */
const data = (rows: number, bins = 8): Binned => {
  const signal = Uint8Array.from({ length: rows }, () => random.below(bins));
  const noise = Uint8Array.from({ length: rows }, () => random.below(bins));
  const bad = signal.map((bin) => (random.next() < 0.1 + (0.6 * bin) / bins ? 1 : 0));
  return {
    features: [feature('signal', bins), feature('noise', bins)],
    codes: [signal, noise],
    bad,
    rows,
  };
};

describe('cuts', () => {
  it('lie between the values that they part, and are short', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        fc.pre(low < high);
        const cut = shortestBetween(low, high);
        expect(cut > low && cut <= high).toBe(true);
      }),
    );
    expect(shortestBetween(1.2345, 1.2789)).toBe(1.27);
    expect(shortestBetween(3, 4)).toBe(4);
  });

  it('rise, keep equal values together, and give a heavy value a bin of its own', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 300 }),
        (list) => {
          const values = Float64Array.from(list);
          const cuts = cutsOf(values, 8);
          expect([...cuts]).toEqual([...new Set(cuts)].toSorted((a, b) => a - b));
          expect(new Set(list.map((value) => binIn(cuts, value))).size).toBe(cuts.length + 1);
        },
      ),
    );
    const heavy = Float64Array.from({ length: 100 }, (_, at) => (at < 60 ? 0 : at));
    const [first] = cutsOf(heavy, 10);
    expect(binIn(cutsOf(heavy, 10), 0)).toBe(0);
    expect(first).toBeLessThanOrEqual(60);
  });
  it('part the few rows at the ends of long data, where risk is highest', () => {
    // Nine in ten have no arrears; one in a hundred has three, one in two hundred four.
    const arrears = Float64Array.from({ length: 20_000 }, (_, row) => {
      const at = row % 200;
      return at < 180 ? 0 : at < 192 ? 1 : at < 197 ? 2 : at < 199 ? 3 : 4;
    });
    expect([...cutsOf(arrears, 32)]).toEqual([1, 2, 3, 4]);
    const long = Float64Array.from({ length: 20_000 }, (_, row) => row);
    const cuts = cutsOf(long, 32);
    expect(cuts[0]).toBeLessThanOrEqual(100);
    expect(20_000 - (cuts.at(-1) ?? 0)).toBeLessThanOrEqual(100);
    expect(cuts.length).toBeLessThan(60);
  });
});

it('fits the regression whose slopes vanish', () => {
  const columns = [0, 1].map(() => Float64Array.from({ length: 400 }, () => random.next() * 2 - 1));
  const bad = Uint8Array.from({ length: 400 }, (_, row) =>
    random.next() < 1 / (1 + Math.exp(-2 * (columns[0]?.[row] ?? 0))) ? 1 : 0,
  );
  const { intercept, weights } = fitLogistic(columns, bad, 3);
  const slopes = columns.map((column, at) => {
    let slope = -3 * (weights[at] ?? 0);
    for (let row = 0; row < 400; row += 1) {
      const score =
        intercept + columns.reduce((sum, each, c) => sum + (weights[c] ?? 0) * (each[row] ?? 0), 0);
      slope += (column[row] ?? 0) * ((bad[row] ?? 0) - 1 / (1 + Math.exp(-score)));
    }
    return slope;
  });
  for (const slope of slopes) expect(Math.abs(slope)).toBeLessThan(1e-3);
  expect(weights[0]).toBeGreaterThan(1);
});

describe('boosting', () => {
  const settings = {
    steps: 120,
    rate: 0.1,
    shrink: 5,
    leaf: 5,
    features: 1,
    sample: 0.7,
    directions: [0, 0],
  };

  it('finds the feature that matters', () => {
    const { byFeature } = boost(data(1500), undefined, settings, createRandom(1)).effectsAt(60);
    const range = (table: Float64Array | undefined): number =>
      Math.max(...(table ?? [])) - Math.min(...(table ?? []));
    expect(range(byFeature[0])).toBeGreaterThan(4 * range(byFeature[1]));
  });

  it('keeps an asked direction in every table, whatever the data says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.constantFrom(1, -1), (seed, direction) => {
        const directions = [direction, direction];
        const { byFeature } = boost(
          data(300),
          undefined,
          { ...settings, directions },
          createRandom(seed),
        ).effectsAt(120);
        for (const table of byFeature) {
          const ordered = [...table.subarray(0, 8)].map((value) => value * direction);
          for (let bin = 1; bin < 8; bin += 1) {
            expect(ordered[bin]).toBeGreaterThanOrEqual((ordered[bin - 1] ?? 0) - 1e-12);
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it('leaves one forgotten invoice out of the expected days of everybody', () => {
    const rows = data(200);
    const amounts = Float64Array.from(rows.codes[0] ?? [], (bin, at) => (at === 0 ? 5_000 : bin));
    const fitted = boost(
      { ...rows, amounts },
      undefined,
      { ...settings, loss: robust(2) },
      createRandom(1),
    );
    const said = scoresOf(fitted.effectsAt(120), rows);
    const worst = Math.max(
      ...[...said].map((value, at) => Math.abs(value - (rows.codes[0]?.[at] ?? 0))),
    );
    expect(worst).toBeLessThan(2);
  });
});

it('gives a bin without rows the average, and pools what runs against the direction', () => {
  const own = feature('x', 4, 2);
  const codes = Uint8Array.from({ length: 400 }, (_, row) => row % 4);
  const rates = [0.1, 0.4, 0.2, 0.6];
  const bad = Uint8Array.from(codes, (bin, row) =>
    Math.floor(row / 4) / 100 < (rates[bin] ?? 0) ? 1 : 0,
  );
  const free = woeOf(own, codes, bad);
  expect(free[1]).toBeGreaterThan(free[2] ?? 0);
  expect(free[4]).toBeCloseTo(0, 12);
  const rising = woeOf(own, codes, bad, 1);
  expect(rising[1]).toBe(rising[2]);
  expect([...rising.subarray(0, 4)]).toEqual([...rising.subarray(0, 4)].toSorted((a, b) => a - b));
});

it('turns points into probabilities that fall as the score rises', () => {
  const scale = { anchorScore: 600, anchorOdds: 20, pointsToDoubleOdds: 50 };
  expect(scoreAt(scale, -Math.log(20))).toBeCloseTo(600, 9);
  expect(scoreAt(scale, -Math.log(40))).toBeCloseTo(650, 9);
  expect(logOddsAt(scale, scoreAt(scale, -1.2))).toBeCloseTo(-1.2, 9);
  const scores = Int32Array.from({ length: 2000 }, () => 450 + random.below(300));
  const bad = Uint8Array.from(scores, (score) =>
    random.next() < 1 / (1 + Math.exp(-logOddsAt(scale, score))) ? 1 : 0,
  );
  const line = lineOf(scores, bad);
  expect(probabilityAt(line, 600)).toBeCloseTo(1 / 21, 1);
  const knots = knotsOf(line, 400, 800, 50);
  expect(knots.every(({ ppm }, at) => at === 0 || ppm <= (knots[at - 1]?.ppm ?? 0))).toBe(true);
  expect(
    lineOf(
      scores,
      bad.map((value) => 1 - value),
    ).slope,
  ).toBe(0);
});
