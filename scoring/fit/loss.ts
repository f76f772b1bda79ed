/** What an additive model makes small: slope and curvature of the loss in the score of one row. */
export type Loss = {
  /** The best score that is the same for all rows. */
  readonly start: (outcome: Float64Array) => number;
  readonly slope: (score: number, outcome: number) => number;
  readonly curve: (score: number, outcome: number) => number;
  /** What is compared on held rows. */
  readonly mean: (scores: Float64Array, outcome: Float64Array) => number;
};

const meanOf = (values: Float64Array): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** Of log-odds, for outcomes 0 and 1. */
export const logistic: Loss = {
  start: (outcome) => {
    const mean = meanOf(outcome);
    return Math.log(mean / (1 - mean));
  },
  slope: (score, outcome) => sigmoid(score) - outcome,
  curve: (score) => {
    const p = sigmoid(score);
    return p * (1 - p);
  },
  mean: (scores, outcome) => {
    let sum = 0;
    for (let row = 0; row < scores.length; row += 1) {
      const value = scores[row] ?? 0;
      const signed = outcome[row] === 1 ? -value : value;
      sum += signed > 30 ? signed : Math.log1p(Math.exp(signed));
    }
    return scores.length === 0 ? 0 : sum / scores.length;
  },
};

/**
 * Of amounts with long tails (Huber): squares within `reach`, absolute distance beyond it, so that one
 * invoice that was forgotten for a year does not move everybody. Held rows count by absolute distance.
 */
export const robust = (reach: number): Loss => ({
  start: (outcome) => [...outcome].toSorted((a, b) => a - b)[Math.floor(outcome.length / 2)] ?? 0,
  slope: (score, outcome) => Math.max(-reach, Math.min(reach, score - outcome)),
  curve: (score, outcome) => {
    const distance = Math.abs(score - outcome);
    return distance <= reach ? 1 : reach / distance;
  },
  mean: (scores, outcome) => {
    let sum = 0;
    for (let row = 0; row < scores.length; row += 1) {
      sum += Math.abs((scores[row] ?? 0) - (outcome[row] ?? 0));
    }
    return scores.length === 0 ? 0 : sum / scores.length;
  },
});
