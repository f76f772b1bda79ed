import type { Random } from '../../local/kernel/random.ts';
import type { Binned } from './binned.ts';
import type { Effects } from './effects.ts';
import { type Loss, logistic } from './loss.ts';

export type BoostSettings = {
  readonly steps: number;
  readonly rate: number;
  /** Added to the second derivative of every leaf: a leaf of few rows says little. */
  readonly shrink: number;
  readonly leaf: number;
  /** Part of the features that a step looks at, and of the rows. */
  readonly features: number;
  readonly sample: number;
  /** By feature: 1 more is worse, -1 more is better, 0 free. */
  readonly directions: readonly number[];
  /** Log loss when absent. */
  readonly loss?: Loss;
};

type Step = { readonly feature: number; readonly change: Float64Array };

export type Boosted = {
  /** Mean log loss of the held rows after every `lossEvery` steps; empty when none were held. */
  readonly losses: readonly number[];
  readonly effectsAt: (steps: number) => Effects;
};

/** Steps that share one sample of the rows. */
const sampleLasts = 5;
/** Steps from one look at the held rows to the next. */
export const lossEvery = 5;

type Candidate = { gain: number; from: number; to: number; left: number; right: number };

/**
 * The best cut of ordered bins into two leaves, as Newton steps. A cut whose leaves run against the
 * asked direction is no candidate, so that the sum of all steps keeps the direction too.
 */
const bestCut = (
  gradient: Float64Array,
  hessian: Float64Array,
  ordered: number,
  { shrink, leaf }: BoostSettings,
  direction: number,
  out: Candidate,
): void => {
  let allG = 0;
  let allH = 0;
  for (let bin = 0; bin < ordered; bin += 1) {
    allG += gradient[bin] ?? 0;
    allH += hessian[bin] ?? 0;
  }
  out.gain = 0;
  out.from = 0;
  let leftG = 0;
  let leftH = 0;
  for (let bin = 0; bin < ordered - 1; bin += 1) {
    leftG += gradient[bin] ?? 0;
    leftH += hessian[bin] ?? 0;
    const rightH = allH - leftH;
    if (leftH < leaf || rightH < leaf) continue;
    const rightG = allG - leftG;
    const left = -leftG / (leftH + shrink);
    const right = -rightG / (rightH + shrink);
    if (direction !== 0 && (right - left) * direction < 0) continue;
    const gain = -leftG * left - rightG * right;
    if (gain > out.gain) {
      out.gain = gain;
      out.from = bin + 1;
      out.left = left;
      out.right = right;
    }
  }
};

/**
 * An additive model fitted by gradient boosting in which each step changes the table of one feature
 * only: what comes out is a table of numbers for each characteristic, as a scorecard needs. Numbers are
 * cut in two; special codes, missing values and categories each move by themselves.
 */
export const boost = (
  train: Binned,
  held: Binned | undefined,
  settings: BoostSettings,
  random: Random,
): Boosted => {
  const { features, codes, rows } = train;
  const outcome = outcomeOf(train);
  const heldOutcome = held === undefined ? new Float64Array() : outcomeOf(held);
  const { start, slope, curve, mean } = settings.loss ?? logistic;
  const intercept = start(outcome);
  const score = new Float64Array(rows).fill(intercept);
  const heldScore = new Float64Array(held?.rows ?? 0).fill(intercept);
  const gradients = new Float64Array(rows);
  const hessians = new Float64Array(rows);
  let picked: Int32Array = new Int32Array();
  const steps: Step[] = [];
  const losses: number[] = [];
  const widest = Math.max(...features.map(({ size }) => size));
  const gradient = new Float64Array(widest);
  const hessian = new Float64Array(widest);
  const candidate: Candidate = { gain: 0, from: 0, to: 0, left: 0, right: 0 };
  const looked = Math.max(1, Math.ceil(settings.features * features.length));

  for (let step = 0; step < settings.steps; step += 1) {
    if (step % sampleLasts === 0) picked = sampledRows(rows, settings.sample, random);
    for (const row of picked) {
      gradients[row] = slope(score[row] as number, outcome[row] as number);
      hessians[row] = curve(score[row] as number, outcome[row] as number);
    }
    let best = 0;
    let bestFeature = -1;
    let bestChange: Float64Array | undefined;
    const chosen = sampled(features.length, looked, random);
    for (const index of chosen) {
      const feature = features[index];
      const own = codes[index];
      if (feature === undefined || own === undefined) continue;
      gradient.fill(0);
      hessian.fill(0);
      for (const row of picked) {
        const bin = own[row] as number;
        (gradient[bin] as number) += gradients[row] as number;
        (hessian[bin] as number) += hessians[row] as number;
      }
      const { ordered, size } = feature;
      bestCut(gradient, hessian, ordered, settings, settings.directions[index] ?? 0, candidate);
      let gain = candidate.gain;
      for (let bin = ordered; bin < size; bin += 1) {
        gain += (gradient[bin] ?? 0) ** 2 / ((hessian[bin] ?? 0) + settings.shrink);
      }
      // Many free bins fit noise better than one cut; each pays for itself.
      const parts = (candidate.gain > 0 ? 1 : 0) + (size - ordered);
      const fair = gain - parts * 0.5;
      if (gain > 0 && (bestChange === undefined || fair > best)) {
        best = fair;
        bestFeature = index;
        const change = new Float64Array(size);
        for (let bin = 0; bin < ordered; bin += 1) {
          change[bin] =
            settings.rate *
            (candidate.gain === 0 ? 0 : bin < candidate.from ? candidate.left : candidate.right);
        }
        for (let bin = ordered; bin < size; bin += 1) {
          change[bin] =
            (-settings.rate * (gradient[bin] ?? 0)) / ((hessian[bin] ?? 0) + settings.shrink);
        }
        bestChange = change;
      }
    }
    if (bestChange === undefined) break;
    steps.push({ feature: bestFeature, change: bestChange });
    apply(score, codes[bestFeature], bestChange);
    if (held !== undefined) {
      apply(heldScore, held.codes[bestFeature], bestChange);
      if ((step + 1) % lossEvery === 0) losses.push(mean(heldScore, heldOutcome));
    }
  }

  const effectsAt = (count: number): Effects => {
    const byFeature = features.map(({ size }) => new Float64Array(size));
    for (const { feature, change } of steps.slice(0, count)) {
      const table = byFeature[feature];
      if (table !== undefined)
        for (const [bin, value] of change.entries()) table[bin] = (table[bin] ?? 0) + value;
    }
    return { intercept, byFeature };
  };
  return { losses, effectsAt };
};

const apply = (score: Float64Array, codes: Uint8Array | undefined, change: Float64Array): void => {
  if (codes === undefined) return;
  for (let row = 0; row < score.length; row += 1) {
    (score[row] as number) += change[codes[row] as number] as number;
  }
};

const outcomeOf = ({ bad, amounts }: Binned): Float64Array => amounts ?? Float64Array.from(bad);

const sampledRows = (rows: number, part: number, random: Random): Int32Array => {
  const picked = new Int32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row += 1) {
    if (part >= 1 || random.next() < part) {
      picked[count] = row;
      count += 1;
    }
  }
  return picked.slice(0, count);
};

/** `count` different indices below `length`, in random order. */
const sampled = (length: number, count: number, random: Random): readonly number[] => {
  const all = Array.from({ length }, (_, index) => index);
  if (count >= length) return all;
  for (let at = 0; at < count; at += 1) {
    const other = at + random.below(length - at);
    const kept = all[at] ?? 0;
    all[at] = all[other] ?? 0;
    all[other] = kept;
  }
  return all.slice(0, count);
};
