import type { Binned } from './binned.ts';
import { logistic } from './loss.ts';

/** Log-odds of bad: an intercept and one number for each bin of each feature. */
export type Effects = {
  readonly intercept: number;
  readonly byFeature: readonly Float64Array[];
};

/** Log-odds of each row. */
export const scoresOf = ({ intercept, byFeature }: Effects, data: Binned): Float64Array => {
  const score = new Float64Array(data.rows).fill(intercept);
  data.codes.forEach((codes, index) => {
    const table = byFeature[index];
    if (table === undefined || table.every((value) => value === 0)) return;
    for (let row = 0; row < score.length; row += 1) {
      score[row] = (score[row] as number) + (table[codes[row] as number] as number);
    }
  });
  return score;
};

/** The weighted mean of several models of the same bins, which is a model of these bins again. */
export const blended = (
  parts: readonly { readonly weight: number; readonly effects: Effects }[],
): Effects => {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const [first] = parts;
  return {
    intercept:
      parts.reduce((sum, { weight, effects }) => sum + weight * effects.intercept, 0) / total,
    byFeature: (first?.effects.byFeature ?? []).map((table, index) =>
      table.map((_, bin) =>
        parts.reduce(
          (sum, { weight, effects }) =>
            sum + (weight / total) * (effects.byFeature[index]?.[bin] ?? 0),
          0,
        ),
      ),
    ),
  };
};

/** Mean negative log likelihood of log-odds of bad. */
export const meanLoss = (score: Float64Array, bad: Uint8Array): number =>
  logistic.mean(score, Float64Array.from(bad));
