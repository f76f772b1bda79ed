import type { Random } from '../../local/kernel/random.ts';
import type { Binned } from './binned.ts';
import type { Effects } from './effects.ts';
import type { Feature } from './feature.ts';
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

/** Steps without a better loss on the held rows, after which it is over. */
const patience = 150;

/** Sums of one feature by bin, and the best cut of its ordered bins. */
type Tally = {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  from: number;
  left: number;
  right: number;
};

const tallyOf = (size: number): Tally => ({
  gradient: new Float64Array(size),
  hessian: new Float64Array(size),
  from: 0,
  left: 0,
  right: 0,
});

const add = (
  { gradient, hessian }: Tally,
  codes: Uint8Array,
  rows: Int32Array,
  gradients: Float64Array,
  hessians: Float64Array,
): void => {
  gradient.fill(0);
  hessian.fill(0);
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] as number;
    const bin = codes[row] as number;
    (gradient[bin] as number) += gradients[row] as number;
    (hessian[bin] as number) += hessians[row] as number;
  }
};

/** What a free bin has to gain, so that many of them do not fit noise better than one cut. */
const priceOfPart = 0.5;

/**
 * Gain of the best Newton step of a feature: its ordered bins cut in two, every other bin by itself. A
 * cut whose leaves run against the asked direction is no candidate, so that the sum of all steps keeps
 * the direction too. Minus infinity when nothing can be gained.
 */
const weigh = (
  tally: Tally,
  { ordered, size }: Feature,
  { shrink, leaf }: BoostSettings,
  direction: number,
): number => {
  const { gradient, hessian } = tally;
  let allG = 0;
  let allH = 0;
  for (let bin = 0; bin < ordered; bin += 1) {
    allG += gradient[bin] as number;
    allH += hessian[bin] as number;
  }
  tally.from = 0;
  let ofCut = 0;
  let leftG = 0;
  let leftH = 0;
  for (let bin = 0; bin < ordered - 1; bin += 1) {
    leftG += gradient[bin] as number;
    leftH += hessian[bin] as number;
    const rightH = allH - leftH;
    if (leftH < leaf || rightH < leaf) continue;
    const rightG = allG - leftG;
    const left = -leftG / (leftH + shrink);
    const right = -rightG / (rightH + shrink);
    if (direction !== 0 && (right - left) * direction < 0) continue;
    const gain = -leftG * left - rightG * right;
    if (gain > ofCut) {
      ofCut = gain;
      tally.from = bin + 1;
      tally.left = left;
      tally.right = right;
    }
  }
  let gain = ofCut;
  for (let bin = ordered; bin < size; bin += 1) {
    gain += (gradient[bin] as number) ** 2 / ((hessian[bin] as number) + shrink);
  }
  const parts = (ofCut > 0 ? 1 : 0) + (size - ordered);
  return gain > 0 ? gain - parts * priceOfPart : -Infinity;
};

const changeOf = (
  { gradient, hessian, from, left, right }: Tally,
  { ordered, size }: Feature,
  { rate, shrink }: BoostSettings,
): Float64Array => {
  const change = new Float64Array(size);
  for (let bin = 0; bin < ordered; bin += 1) {
    change[bin] = rate * (from === 0 ? 0 : bin < from ? left : right);
  }
  for (let bin = ordered; bin < size; bin += 1) {
    change[bin] = (-rate * (gradient[bin] ?? 0)) / ((hessian[bin] ?? 0) + shrink);
  }
  return change;
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
  const order = Int32Array.from(features, (_, index) => index);
  const steps: Step[] = [];
  const losses: number[] = [];
  const widest = Math.max(...features.map(({ size }) => size));
  let tally = tallyOf(widest);
  let bestTally = tallyOf(widest);
  const looked = Math.max(1, Math.ceil(settings.features * features.length));
  let lowest = Infinity;
  let lowestAt = 0;

  for (let step = 0; step < settings.steps; step += 1) {
    if (step % sampleLasts === 0) picked = sampledRows(rows, settings.sample, random);
    for (let at = 0; at < picked.length; at += 1) {
      const row = picked[at] as number;
      gradients[row] = slope(score[row] as number, outcome[row] as number);
      hessians[row] = curve(score[row] as number, outcome[row] as number);
    }
    let best = -Infinity;
    let bestFeature = -1;
    draw(order, looked, random);
    for (let place = 0; place < Math.min(looked, order.length); place += 1) {
      const index = order[place] as number;
      const feature = features[index];
      const own = codes[index];
      if (feature === undefined || own === undefined) continue;
      add(tally, own, picked, gradients, hessians);
      const gain = weigh(tally, feature, settings, settings.directions[index] ?? 0);
      if (gain > best) {
        best = gain;
        bestFeature = index;
        [tally, bestTally] = [bestTally, tally];
      }
    }
    const feature = features[bestFeature];
    if (feature === undefined) break;
    const change = changeOf(bestTally, feature, settings);
    steps.push({ feature: bestFeature, change });
    apply(score, codes[bestFeature], change);
    if (held === undefined) continue;
    apply(heldScore, held.codes[bestFeature], change);
    if ((step + 1) % lossEvery !== 0) continue;
    const loss = mean(heldScore, heldOutcome);
    losses.push(loss);
    if (loss < lowest) {
      lowest = loss;
      lowestAt = step;
    } else if (step - lowestAt > patience) {
      break;
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

/** Brings `count` of the values, drawn at random, to the front. */
const draw = (values: Int32Array, count: number, random: Random): void => {
  if (count >= values.length) return;
  for (let at = 0; at < count; at += 1) {
    const other = at + random.below(values.length - at);
    const kept = values[at] ?? 0;
    values[at] = values[other] ?? 0;
    values[other] = kept;
  }
};
