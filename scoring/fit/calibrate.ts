import { million, type Scorecard } from '../../shared/domain/scoring/types.ts';
import { fitLogistic } from './logistic.ts';

/** Log-odds of bad as a straight line of the score (Platt scaling). */
export type Line = { readonly intercept: number; readonly slope: number };

const centre = 600;
const unit = 100;

/** The line that fits scores of rows which the model has not learned from. */
export const lineOf = (scores: ArrayLike<number>, bad: Uint8Array): Line => {
  const column = Float64Array.from(scores, (score) => (score - centre) / unit);
  const { intercept, weights } = fitLogistic([column], bad, 1e-6);
  const slope = (weights[0] ?? 0) / unit;
  if (slope < 0) return { intercept: intercept - slope * centre, slope };
  // A score that says nothing: everybody gets the average.
  const bads = bad.reduce((sum, value) => sum + value, 0);
  return { intercept: Math.log(bads / (bad.length - bads)), slope: 0 };
};

export const probabilityAt = ({ intercept, slope }: Line, score: number): number =>
  1 / (1 + Math.exp(-(intercept + slope * score)));

const knotsAtMost = 200;

/** Knots close enough that straight pieces between them follow the curve. */
export const knotsOf = (
  line: Line,
  lowest: number,
  highest: number,
  pointsToDoubleOdds: number,
): Scorecard['calibration'] => {
  const step = Math.max(
    1,
    Math.round(pointsToDoubleOdds / 5),
    Math.ceil((highest - lowest) / knotsAtMost),
  );
  const knots = [];
  for (let score = lowest; score < highest + step; score += step) {
    const ppm = Math.round(million * probabilityAt(line, score));
    knots.push({ score, ppm: Math.min(million - 1, Math.max(1, ppm)) });
  }
  return knots;
};
