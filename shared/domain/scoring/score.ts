import { InvariantError } from '../errors.ts';
import { readSource } from './source.ts';
import type {
  Attribute,
  Characteristic,
  Inputs,
  InputValue,
  PointsTable,
  RiskClass,
  Scorecard,
} from './types.ts';

/** Points that one characteristic gave, and through which attribute. */
export type ScoredCharacteristic = {
  readonly characteristic: string;
  readonly points: number;
  /** Index into the characteristic's attributes. */
  readonly attribute: number;
};

/** A principal reason: where the applicant fell furthest below the level that the card names. */
export type Reason = {
  /** The code of the characteristic, with `-missing` when nothing was known. */
  readonly code: string;
  readonly characteristic: string;
  readonly text: string;
  readonly pointsLost: number;
};

export type Score = {
  readonly score: number;
  /** Probability of the bad outcome in whole parts per million. */
  readonly probabilityPpm: number;
  readonly grade: string;
  readonly riskClass: RiskClass;
  readonly points: readonly ScoredCharacteristic[];
  readonly reasons: readonly Reason[];
};

const isMissing = (value: InputValue): value is null | undefined =>
  value === null ||
  value === undefined ||
  (typeof value === 'number' && !Number.isFinite(value)) ||
  (typeof value === 'string' && value.trim() === '');

const takes = (attribute: Attribute, value: InputValue): boolean => {
  switch (attribute.kind) {
    case 'values':
      return attribute.values.some((each) => String(each) === String(value));
    case 'interval':
      return (
        typeof value === 'number' &&
        (attribute.from === null || value >= attribute.from) &&
        (attribute.below === null || value < attribute.below)
      );
    default:
      return false;
  }
};

/** Listed values come before intervals: a special code such as -9 is no small number. */
const attributeOf = ({ name, attributes }: Characteristic, value: InputValue): number => {
  const byKind = (kind: Attribute['kind']): number =>
    attributes.findIndex((each) => each.kind === kind && takes(each, value));
  if (!isMissing(value)) {
    const listed = byKind('values');
    if (listed >= 0) return listed;
    const interval = byKind('interval');
    if (interval >= 0) return interval;
    const other = attributes.findIndex(({ kind }) => kind === 'other');
    if (other >= 0) return other;
  }
  // Also what is no number where numbers are binned: nothing is known about it.
  const missing = attributes.findIndex(({ kind }) => kind === 'missing');
  if (missing < 0) throw new InvariantError(`${name} has no attribute for what is missing`);
  return missing;
};

const scored = (characteristic: Characteristic, inputs: Inputs): ScoredCharacteristic => {
  const attribute = attributeOf(characteristic, readSource(characteristic.source, inputs));
  return {
    characteristic: characteristic.name,
    points: characteristic.attributes[attribute]?.points ?? 0,
    attribute,
  };
};

const pointsOf = (
  { basePoints, characteristics }: Pick<Scorecard, 'basePoints' | 'characteristics'>,
  inputs: Inputs,
): { readonly sum: number; readonly points: readonly ScoredCharacteristic[] } => {
  const points = characteristics.map((each) => scored(each, inputs));
  return { sum: points.reduce((sum, each) => sum + each.points, basePoints), points };
};

/** Straight between the knots in whole numbers, flat beyond the first and the last. */
const probabilityOf = (knots: Scorecard['calibration'], score: number): number => {
  const above = knots.findIndex((knot) => knot.score > score);
  const upper = knots[above];
  const lower = above < 0 ? knots.at(-1) : knots[above - 1];
  if (lower === undefined) return upper?.ppm ?? 0;
  if (upper === undefined) return lower.ppm;
  const fall = (lower.ppm - upper.ppm) * (score - lower.score);
  return lower.ppm - Math.floor(fall / (upper.score - lower.score));
};

/**
 * The characteristics that moved the score down most. Regulation B, official interpretation of
 * 1002.9(b)(2), names comparing with the average of all applicants as one acceptable method; that is
 * the `neutral` level, and `best` compares with the highest points instead.
 */
/** What a reason becomes when it is that nothing was known. */
export const missingReason = ({ code, text }: Pick<Reason, 'code' | 'text'>) => ({
  code: `${code}-missing`,
  text: `${text}: not known`,
});

const reasonsOf = (
  { characteristics, reasons: { against, most } }: Scorecard,
  points: readonly ScoredCharacteristic[],
): Reason[] =>
  characteristics
    .flatMap(({ name, reason, attributes, ...levels }, index): Reason[] => {
      const got = points[index];
      const pointsLost = got === undefined ? 0 : levels[against] - got.points;
      if (got === undefined || pointsLost <= 0) return [];
      const unknown = attributes[got.attribute]?.kind === 'missing';
      const { code, text } = unknown ? missingReason(reason) : reason;
      return [{ code, characteristic: name, text, pointsLost }];
    })
    // A stable sort: what is equal stays in the order of the card.
    .toSorted((a, b) => b.pointsLost - a.pointsLost)
    .slice(0, most);

/**
 * The score of one applicant. Pure and in whole numbers after binning, so that the same card and the
 * same inputs give the same answer for ever. Inputs that the card does not know are ignored.
 */
export const scoreOf = (scorecard: Scorecard, inputs: Inputs): Score => {
  const { sum: score, points } = pointsOf(scorecard, inputs);
  const probabilityPpm = probabilityOf(scorecard.calibration, score);
  const grade = scorecard.grades.find(({ belowPpm }) => probabilityPpm < belowPpm);
  if (grade === undefined) throw new InvariantError(`${scorecard.name} has no last grade`);
  return {
    score,
    probabilityPpm,
    grade: grade.grade,
    riskClass: grade.riskClass,
    points,
    reasons: reasonsOf(scorecard, points),
  };
};

/** The amount that a points table stands for, in its unit, with the points that made it. */
export const amountOf = (
  table: PointsTable,
  inputs: Inputs,
): { readonly amount: number; readonly points: readonly ScoredCharacteristic[] } => {
  const { sum, points } = pointsOf(table, inputs);
  return { amount: sum / table.pointsPerUnit, points };
};

/** Every input that the card reads, in the order of the card. */
export const inputsOf = ({
  characteristics,
}: Pick<Scorecard, 'characteristics'>): readonly string[] => [
  ...new Set(
    characteristics.flatMap(({ source }) => {
      switch (source.kind) {
        case 'column':
          return [source.column];
        case 'share':
          return [source.part, source.other];
        case 'difference':
          return [source.from, source.less];
        default:
          return source.of;
      }
    }),
  ),
];
