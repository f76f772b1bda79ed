import type { Binned } from './binned.ts';
import type { Effects } from './effects.ts';
import { fitLogistic, type Logistic } from './logistic.ts';
import { informationValue, woeOf } from './woe.ts';

/** More columns add little once the strongest are in, and cost their square in time. */
const columnsAtMost = 30;
const leastInformation = 0.01;

/** The penalties tried, from strong to weak, as a part of the number of rows. */
export const penalties = [0.1, 0.03, 0.01, 0.002] as const;

/**
 * Logistic regression on weights of evidence, once for each penalty. A weight below zero would turn
 * the evidence of its own bins round, which nobody could explain; such columns are left out.
 */
export const woeModels = (data: Binned, directions: readonly number[]): Effects[] => {
  const { features, codes, bad } = data;
  const candidates = features
    .map((feature, index) => {
      const own = codes[index] ?? new Uint8Array();
      const woe = woeOf(feature, own, bad, directions[index] ?? 0);
      return { index, woe, own, value: informationValue(feature, own, bad, woe) };
    })
    .filter(({ value }) => value >= leastInformation)
    .toSorted((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, columnsAtMost);
  const columns = candidates.map(({ woe, own }) => {
    const column = new Float64Array(own.length);
    for (let row = 0; row < own.length; row += 1) column[row] = woe[own[row] as number] as number;
    return column;
  });
  const spreads = columns.map(spreadOf);
  const scaled = columns.map((column, at) => {
    const spread = spreads[at] ?? 1;
    return column.map((value) => value / spread);
  });
  let start: Logistic | undefined;
  let kept = scaled.map((_, at) => at);
  return penalties.map((penalty) => {
    for (;;) {
      const chosen = kept.map((at) => scaled[at] ?? new Float64Array());
      const fitted = fitLogistic(chosen, bad, penalty * bad.length, start);
      const negative = kept.filter((_, place) => (fitted.weights[place] ?? 0) < 0);
      if (negative.length === 0) {
        start = fitted;
        break;
      }
      const stays = kept.map((at) => !negative.includes(at));
      kept = kept.filter((_, place) => stays[place]);
      start = {
        intercept: fitted.intercept,
        weights: fitted.weights.filter((_, place) => stays[place]),
      };
    }
    const byFeature = features.map(({ size }) => new Float64Array(size));
    kept.forEach((at, place) => {
      const candidate = candidates[at];
      const weight = (start?.weights[place] ?? 0) / (spreads[at] ?? 1);
      const table = candidate === undefined ? undefined : byFeature[candidate.index];
      candidate?.woe.forEach((value, bin) => {
        if (table !== undefined) table[bin] = weight * value;
      });
    });
    return { intercept: start?.intercept ?? 0, byFeature };
  });
};

const spreadOf = (values: Float64Array): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Math.sqrt(variance) || 1;
};
