import { million, type Scorecard } from '../../shared/domain/scoring/types.ts';
import { fitLogistic } from './logistic.ts';

/** Log-odds of bad as a straight line of the score (Platt scaling). */
export type Line = { readonly intercept: number; readonly slope: number };

/** Far too weak to move a line, but a line through outcomes in perfect order would have no end. */
const penalty = 0.01;

/** The line that fits scores of rows which the model has not learned from. */
export const lineOf = (scores: ArrayLike<number>, bad: Uint8Array): Line => {
  const values = Float64Array.from(scores);
  const centre = values.reduce((sum, score) => sum + score, 0) / values.length;
  const squares = values.reduce((sum, score) => sum + (score - centre) ** 2, 0);
  const unit = Math.sqrt(squares / values.length) || 1;
  const column = values.map((score) => (score - centre) / unit);
  const { intercept, weights } = fitLogistic([column], bad, penalty);
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
