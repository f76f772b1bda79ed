import type { Random } from '../../local/kernel/random.ts';
import { aucOf } from '../validate/auc.ts';

export type Compared = {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Part of the samples in which the first one was better. */
  readonly better: number;
};

const samples = 2_000;

/** Paired bootstrap: both risks are judged on the same rows, drawn again and again with replacement. */
export const compareAuc = (
  first: Float64Array,
  second: Float64Array,
  bad: Uint8Array,
  random: Random,
): Compared => {
  const rows = bad.length;
  const one = new Float64Array(rows);
  const other = new Float64Array(rows);
  const outcome = new Uint8Array(rows);
  const differences = Float64Array.from({ length: samples }, () => {
    for (let at = 0; at < rows; at += 1) {
      const row = random.below(rows);
      one[at] = first[row] ?? 0;
      other[at] = second[row] ?? 0;
      outcome[at] = bad[row] ?? 0;
    }
    return aucOf(one, outcome).auc - aucOf(other, outcome).auc;
  }).filter((value) => !Number.isNaN(value));
  const sorted = differences.toSorted();
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;
  return {
    difference: aucOf(first, bad).auc - aucOf(second, bad).auc,
    low: at(0.025),
    high: at(0.975),
    better: differences.filter((value) => value > 0).length / Math.max(1, differences.length),
  };
};
