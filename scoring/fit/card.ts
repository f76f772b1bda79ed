import {
  type Attribute,
  type Characteristic,
  million,
  type Scorecard,
  scorecardSchema,
} from '../../shared/domain/scoring/types.ts';
import type { Target } from '../frame/target.ts';
import { knotsOf, type Line } from './calibrate.ts';
import type { Feature } from './feature.ts';
import type { PointTables } from './points.ts';
import type { Scale } from './scale.ts';

/** Which fine bins became one attribute. */
export type BinnedAttribute = { readonly attribute: Attribute; readonly bins: readonly number[] };

export type BinnedCharacteristic = {
  /** Position of the feature. */
  readonly index: number;
  readonly characteristic: Characteristic;
  readonly attributes: readonly BinnedAttribute[];
};

const slug = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 70)
    .replace(/-+$/, '') || 'characteristic';

export const nameOf = (text: string): string => slug(text).slice(0, 64).replace(/-+$/, '');

const reasonText = ({ name, source }: Feature): string => {
  switch (source.kind) {
    case 'column':
      return `Value of ${name}`;
    case 'share':
      return `${source.part} in relation to ${source.other}`;
    case 'difference':
      return `${source.from} compared with ${source.less}`;
    case 'above':
      return `How many of ${source.of.join(', ')} are above ${source.limit}`;
    default:
      return `The ${source.kind} of ${source.of.join(', ')}`;
  }
};

/** Neighbouring fine bins with the same points become one interval. */
const intervals = (
  { ordered, bins }: Feature,
  points: Int32Array,
  shareOf: (bins: readonly number[]) => number,
): BinnedAttribute[] => {
  if (bins.kind !== 'numeric') return [];
  const out: BinnedAttribute[] = [];
  let from = 0;
  for (let bin = 1; bin <= ordered; bin += 1) {
    if (bin < ordered && points[bin] === points[from]) continue;
    const own = Array.from({ length: bin - from }, (_, at) => from + at);
    out.push({
      attribute: {
        kind: 'interval',
        from: from === 0 ? null : (bins.cuts[from - 1] ?? null),
        below: bin === ordered ? null : (bins.cuts[bin - 1] ?? null),
        points: points[from] ?? 0,
        share: shareOf(own),
      },
      bins: own,
    });
    from = bin;
  }
  return out;
};

/** Special codes and categories: those with the same points are named together. */
const listed = (
  { ordered, bins }: Feature,
  points: Int32Array,
  shareOf: (bins: readonly number[]) => number,
): BinnedAttribute[] => {
  const named: readonly (string | number)[] =
    bins.kind === 'numeric'
      ? bins.specials.map((code) => bins.texts?.get(code) ?? code)
      : bins.levels;
  const byPoints = Map.groupBy(
    named.map((value, at) => ({ value, bin: ordered + at })),
    ({ bin }) => points[bin] ?? 0,
  );
  return [...byPoints]
    .toSorted(([a], [b]) => a - b)
    .map(([own, members]) => ({
      attribute: {
        kind: 'values',
        values: members.map(({ value }) => value),
        points: own,
        share: shareOf(members.map(({ bin }) => bin)),
      },
      bins: members.map(({ bin }) => bin),
    }));
};

/** The characteristics that moved any score, the widest range of points first. */
export const characteristicsOf = (
  features: readonly Feature[],
  { byFeature, rowsByBin }: PointTables,
): BinnedCharacteristic[] => {
  const codes = new Set<string>();
  const codeOf = (name: string): string => {
    const plain = slug(name);
    let code = plain;
    for (let again = 2; codes.has(code); again += 1) code = `${plain}-${again}`;
    codes.add(code);
    return code;
  };
  return features
    .map((feature, index) => ({ feature, index, points: byFeature[index] ?? new Int32Array() }))
    .filter(({ points }) => points.some((value) => value !== 0))
    .toSorted((a, b) => rangeOf(b.points) - rangeOf(a.points) || a.index - b.index)
    .map(({ feature, index, points }) => {
      const rows = rowsByBin[index] ?? new Float64Array();
      const total = rows.reduce((sum, value) => sum + value, 0);
      const shareOf = (bins: readonly number[]): number =>
        Math.round((million * bins.reduce((sum, bin) => sum + (rows[bin] ?? 0), 0)) / total);
      const single = (kind: 'missing' | 'other', bin: number): BinnedAttribute => ({
        attribute: { kind, points: points[bin] ?? 0, share: shareOf([bin]) },
        bins: [bin],
      });
      const { size } = feature;
      const attributes = [
        ...intervals(feature, points, shareOf),
        ...listed(feature, points, shareOf),
        ...(feature.bins.kind === 'categorical' ? [single('other', size - 2)] : []),
        single('missing', size - 1),
      ];
      const mean = points.reduce((sum, value, bin) => sum + value * (rows[bin] ?? 0), 0) / total;
      return {
        index,
        attributes,
        characteristic: {
          name: feature.name,
          source: feature.source,
          reason: { code: codeOf(feature.name), text: reasonText(feature).slice(0, 500) },
          attributes: attributes.map(({ attribute }) => attribute),
          best: Math.max(...attributes.map(({ attribute }) => attribute.points)),
          neutral: Math.round(mean),
        },
      };
    });
};

const rangeOf = (points: Int32Array): number => Math.max(...points) - Math.min(...points);

const gradeNames = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L'] as const;
/** Odds of bad at which each grade ends, as multiples of the odds of the training rows. */
const gradeOdds = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4] as const;

/** The upper limits of the grades but the last, in parts per million. */
export const usualLimits = (badRate: number): number[] =>
  gradeOdds.map((multiple) => {
    const odds = (multiple * badRate) / (1 - badRate);
    return Math.round((million * odds) / (1 + odds));
  });

/** The better half of the grades is low risk, the last third high. */
export const gradesOf = (limits: readonly number[]): Scorecard['grades'] =>
  [...new Set([...limits, million + 1])].map((belowPpm, at, all) => ({
    grade: gradeNames[at] ?? `L${at}`,
    riskClass:
      at < Math.floor(all.length / 2)
        ? 'low'
        : at < Math.ceil((all.length * 2) / 3)
          ? 'medium'
          : 'high',
    belowPpm,
  }));

export type CardFacts = {
  readonly name: string;
  readonly version: number;
  readonly target: Target;
  readonly sha256: string;
  readonly rows: number;
  readonly seed: number;
  readonly limits: readonly number[];
  readonly reasons: Scorecard['reasons'];
};

/** The scorecard as published data. */
export const scorecardOf = (
  characteristics: readonly BinnedCharacteristic[],
  { basePoints }: PointTables,
  scale: Scale,
  line: Line,
  { name, version, target, sha256, rows, seed, limits, reasons }: CardFacts,
): Scorecard => {
  const reach = (pick: (...points: number[]) => number): number =>
    characteristics.reduce(
      (sum, { attributes }) => sum + pick(...attributes.map(({ attribute }) => attribute.points)),
      basePoints,
    );
  return scorecardSchema.parse({
    schemaVersion: 1,
    name,
    version,
    outcome: {
      description: `${target.name} is ${target.bad.join(' or ')}`.slice(0, 500),
      target: target.name,
      bad: target.bad,
    },
    trainedOn: { sha256, rows, seed },
    scale,
    basePoints,
    characteristics: characteristics.map(({ characteristic }) => characteristic),
    calibration: knotsOf(line, reach(Math.min), reach(Math.max), scale.pointsToDoubleOdds),
    grades: gradesOf(limits),
    reasons,
  });
};
