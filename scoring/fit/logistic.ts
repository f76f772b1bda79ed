import { CholeskyDecomposition, Matrix } from 'ml-matrix';

export type Logistic = {
  readonly intercept: number;
  readonly weights: Float64Array;
};

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** Newton steps rarely need more; the penalty keeps them from running away. */
const stepsAtMost = 25;
const settled = 1e-4;

/**
 * Ridge logistic regression by iteratively reweighted least squares; the intercept is not penalised.
 * `columns` are of about unit variance, so that one penalty is fair to all of them.
 */
export const fitLogistic = (
  columns: readonly Float64Array[],
  bad: Uint8Array,
  penalty: number,
  start?: Logistic,
): Logistic => {
  const rows = bad.length;
  const size = columns.length + 1;
  const bads = bad.reduce((sum, value) => sum + value, 0);
  const weights = new Float64Array(size);
  weights[0] = start?.intercept ?? Math.log(bads / (rows - bads));
  if (start !== undefined) weights.set(start.weights, 1);
  const ones = new Float64Array(rows).fill(1);
  const all = [ones, ...columns];
  const score = new Float64Array(rows);
  const residual = new Float64Array(rows);
  const weight = new Float64Array(rows);
  const weighted = new Float64Array(rows);
  for (let step = 0; step < stepsAtMost; step += 1) {
    score.fill(0);
    all.forEach((column, at) => {
      const own = weights[at] ?? 0;
      if (own !== 0)
        for (let row = 0; row < rows; row += 1)
          score[row] = (score[row] as number) + own * (column[row] as number);
    });
    for (let row = 0; row < rows; row += 1) {
      const p = sigmoid(score[row] as number);
      residual[row] = (bad[row] as number) - p;
      weight[row] = Math.max(p * (1 - p), 1e-9);
    }
    const information = Matrix.zeros(size, size);
    const gradient = Matrix.zeros(size, 1);
    all.forEach((left, a) => {
      let slope = 0;
      for (let row = 0; row < rows; row += 1) {
        const value = left[row] as number;
        slope += value * (residual[row] as number);
        weighted[row] = value * (weight[row] as number);
      }
      const ridge = a === 0 ? 0 : penalty;
      gradient.set(a, 0, slope - ridge * (weights[a] ?? 0));
      for (let b = 0; b <= a; b += 1) {
        const right = all[b] as Float64Array;
        let sum = 0;
        for (let row = 0; row < rows; row += 1)
          sum += (weighted[row] as number) * (right[row] as number);
        if (a === b) sum += ridge;
        information.set(a, b, sum);
        information.set(b, a, sum);
      }
    });
    const decomposed = new CholeskyDecomposition(information);
    // Outcomes in perfect order leave no curvature to go by: what is reached is as good as any more.
    if (!decomposed.isPositiveDefinite()) break;
    const change = decomposed.solve(gradient);
    let largest = 0;
    for (let at = 0; at < size; at += 1) {
      const delta = change.get(at, 0);
      weights[at] = (weights[at] ?? 0) + delta;
      largest = Math.max(largest, Math.abs(delta));
    }
    if (largest < settled) break;
  }
  return { intercept: weights[0] ?? 0, weights: weights.slice(1) };
};
