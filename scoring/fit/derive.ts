import type { Random } from '../../local/kernel/random.ts';
import type { Source } from '../../shared/domain/scoring/types.ts';
import type { NumericColumn } from '../frame/columns.ts';
import type { Frame } from '../frame/frame.ts';
import { binned } from './binned.ts';
import { boost } from './boost.ts';
import { binIn, cutsOf } from './cuts.ts';
import { scoresOf } from './effects.ts';
import { type Feature, numbersOf } from './feature.ts';
import { logistic } from './loss.ts';
import { informationValue, woeOf } from './woe.ts';

export type Derived = {
  readonly name: string;
  readonly source: Source;
  readonly values: Float64Array;
};

/** Pairs are made of the strongest columns alone: their number grows with the square. */
const strongest = 14;
const derivedAtMost = 10;
/** One column may stand in this many pairs, else all of them would say the same. */
const timesAtMost = 3;
/** Chi-square beyond its expectation that a figure has to explain of what the columns leave open. */
const worthHaving = 25;
const screeningBins = 8;
const familyAtLeast = 3;
/** Enough to tell a figure that is worth having. */
const rowsAtMost = 15_000;

const ranks = (values: Float64Array): Float64Array => {
  const cuts = cutsOf(values, 20);
  return values.map((value) => (Number.isNaN(value) ? Number.NaN : binIn(cuts, value)));
};

const correlation = (left: Float64Array, right: Float64Array): number => {
  let [n, sumL, sumR, sumLL, sumRR, sumLR] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < left.length; at += 1) {
    const l = left[at] as number;
    const r = right[at] as number;
    if (Number.isNaN(l) || Number.isNaN(r)) continue;
    n += 1;
    sumL += l;
    sumR += r;
    sumLL += l * l;
    sumRR += r * r;
    sumLR += l * r;
  }
  const spread = Math.sqrt((n * sumLL - sumL * sumL) * (n * sumRR - sumR * sumR));
  return spread > 0 ? (n * sumLR - sumL * sumR) / spread : 0;
};

const quartiles = (values: Float64Array): readonly [number, number, number] => {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (part: number): number => known[Math.floor(part * (known.length - 1))] ?? 0;
  return [at(0.25), at(0.5), at(0.9)];
};

/** Two columns that count the same thing at different times have about the same distribution. */
const alike = (left: Float64Array, right: Float64Array): boolean => {
  const a = quartiles(left);
  const b = quartiles(right);
  const width = Math.max(a[2] - a[0], b[2] - b[0]);
  return width > 0 && a.every((value, at) => Math.abs(value - (b[at] ?? 0)) <= 0.35 * width);
};

/** Runs of neighbouring columns that are alike and move together, such as twelve monthly balances. */
const familiesOf = (columns: readonly NumericColumn[], rows: Int32Array): NumericColumn[][] => {
  const own = columns.map(({ numbers }) => Float64Array.from(rows, (row) => numbers[row] ?? 0));
  const ranked = own.map(ranks);
  const families: NumericColumn[][] = [];
  let current: NumericColumn[] = [];
  columns.forEach((column, at) => {
    const before = own[at - 1];
    const here = own[at];
    const follows =
      before !== undefined &&
      here !== undefined &&
      alike(before, here) &&
      correlation(ranked[at - 1] ?? before, ranked[at] ?? here) > 0.25;
    if (follows) current.push(column);
    else {
      families.push(current);
      current = [column];
    }
  });
  return [...families, current].filter(({ length }) => length >= familyAtLeast && length <= 40);
};

const candidatesOf = (
  strong: readonly NumericColumn[],
  families: readonly NumericColumn[][],
): { readonly name: string; readonly source: Source }[] => [
  ...families.flatMap((family) => {
    const of = family.map(({ name }) => name);
    const span = `${of[0]} to ${of.at(-1)}`.slice(0, 150);
    return [
      { name: `largest of ${span}`, source: { kind: 'largest' as const, of } },
      { name: `smallest of ${span}`, source: { kind: 'smallest' as const, of } },
      { name: `mean of ${span}`, source: { kind: 'mean' as const, of } },
      { name: `${span} above 0`, source: { kind: 'above' as const, of, limit: 0 } },
    ];
  }),
  ...strong.flatMap((left, at) =>
    strong.slice(at + 1).flatMap((right) => {
      const name = `${left.name} against ${right.name}`.slice(0, 190);
      return [
        { name, source: { kind: 'share' as const, part: left.name, other: right.name } },
        {
          name: `${left.name} less ${right.name}`.slice(0, 190),
          source: { kind: 'difference' as const, from: left.name, less: right.name },
        },
      ];
    }),
  ),
];

const usedBy = (source: Source): readonly string[] =>
  source.kind === 'share'
    ? [source.part, source.other]
    : source.kind === 'difference'
      ? [source.from, source.less]
      : [];

/**
 * Ratios and differences of pairs, and summaries of families of columns, that explain what an additive
 * model of the columns leaves open. Found from the training rows alone. Columns with special codes are
 * left out: a code is no amount to calculate with.
 */
export const deriveFigures = (
  frame: Frame,
  features: readonly Feature[],
  all: Int32Array,
  random: Random,
): Derived[] => {
  const every = Math.ceil(all.length / rowsAtMost);
  const rows = all.filter((_, at) => at % every === 0);
  const data = binned(frame, features, rows);
  const usable = frame.columns.flatMap((column, index) => {
    const feature = features[index];
    const codes = data.codes[index];
    if (column.kind !== 'numeric' || feature === undefined || codes === undefined) return [];
    if (column.specials.length > 0 || feature.ordered < 4) return [];
    const woe = woeOf(feature, codes, data.bad);
    return [{ column, value: informationValue(feature, codes, data.bad, woe) }];
  });
  const strong = usable
    .toSorted((a, b) => b.value - a.value)
    .slice(0, strongest)
    .map(({ column }) => column);
  const families = familiesOf(
    usable.map(({ column }) => column),
    rows,
  );
  if (strong.length < 2) return [];
  const plain = boost(
    data,
    undefined,
    {
      steps: 150,
      rate: 0.1,
      shrink: 5,
      leaf: 5,
      features: 0.3,
      sample: 0.6,
      directions: features.map(() => 0),
    },
    random,
  ).effectsAt(150);
  const score = scoresOf(plain, data);
  const left = score.map((value, at) => logistic.slope(value, data.bad[at] ?? 0));
  const weight = score.map((value) => logistic.curve(value, 0));
  const scored = candidatesOf(strong, families).map(({ name, source }) => {
    const values = numbersOf(frame, source);
    const own = Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
    const cuts = cutsOf(own, screeningBins);
    const gradient = new Float64Array(cuts.length + 2);
    const hessian = new Float64Array(cuts.length + 2);
    own.forEach((value, at) => {
      const bin = Number.isNaN(value) ? cuts.length + 1 : binIn(cuts, value);
      gradient[bin] = (gradient[bin] ?? 0) + (left[at] ?? 0);
      hessian[bin] = (hessian[bin] ?? 0) + (weight[at] ?? 0);
    });
    const explained = gradient.reduce(
      (sum, value, bin) => sum + value ** 2 / ((hessian[bin] ?? 0) + 5),
      0,
    );
    return { name, source, values, worth: (explained - cuts.length) * every };
  });
  const times = new Map<string, number>();
  const chosen: Derived[] = [];
  for (const { name, source, values, worth } of scored.toSorted((a, b) => b.worth - a.worth)) {
    if (worth < worthHaving || chosen.length === derivedAtMost) break;
    const columns = usedBy(source);
    if (columns.some((column) => (times.get(column) ?? 0) >= timesAtMost)) continue;
    for (const column of columns) times.set(column, (times.get(column) ?? 0) + 1);
    chosen.push({ name, source, values });
  }
  return chosen;
};
