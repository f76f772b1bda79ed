import type { Random } from '../../local/kernel/random.ts';
import { binned } from '../fit/binned.ts';
import { probabilityAt } from '../fit/calibrate.ts';
import type { Choice } from '../fit/model.ts';
import { sumsOf } from '../fit/points.ts';
import type { Scale } from '../fit/scale.ts';
import { type FitSettings, trainCard } from '../fit/train.ts';
import type { Frame } from '../frame/frame.ts';
import { aucOf } from './auc.ts';
import { foldsOf } from './folds.ts';
import { brierOf, ksOf, psiOf } from './metrics.ts';

export type FoldFigures = {
  readonly repeat: number;
  readonly fold: number;
  readonly auc: number;
  readonly aucVariance: number;
  /** Rows of the rarer outcome that the area was measured on. */
  readonly rarer: number;
  readonly ks: number;
  readonly brier: number;
  readonly psi: number;
  readonly choice: Choice;
};

/** Scores of rows by cards that never saw them; one list for each repeat. */
export type Validated = {
  readonly folds: readonly FoldFigures[];
  readonly scores: readonly Int32Array[];
  readonly probabilities: readonly Float64Array[];
};

/**
 * Stratified cross-validation of the whole way from the columns to the points: bins, derived figures,
 * selection, penalties, joining of bins and calibration are all made anew from the training rows of
 * each fold. What is measured is the card in whole points.
 */
export const crossValidate = (
  frame: Frame,
  scale: Scale,
  settings: FitSettings,
  { folds: count, repeats }: { readonly folds: number; readonly repeats: number },
  random: Random,
  said: (done: number, all: number) => void,
): Validated => {
  const rows = Int32Array.from({ length: frame.rows }, (_, row) => row);
  const folds: FoldFigures[] = [];
  const scores: Int32Array[] = [];
  const probabilities: Float64Array[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const own = random.fork(`repeat-${repeat}`);
    const score = new Int32Array(frame.rows);
    const probability = new Float64Array(frame.rows);
    const split = foldsOf(rows, frame.bad, frame.copyOf, count, own.fork('folds'));
    split.forEach(({ train, test }, fold) => {
      const card = trainCard(frame, train, scale, settings, own.fork(`fold-${fold}`));
      const held = binned(frame, card.features, test);
      const sums = sumsOf(card.tables, held);
      const risks = sums.map((value) => -value);
      const chances = Float64Array.from(sums, (value) => probabilityAt(card.line, value));
      test.forEach((row, at) => {
        score[row] = sums[at] ?? 0;
        probability[row] = chances[at] ?? 0;
      });
      const { auc, variance, bads, goods } = aucOf(risks, held.bad);
      folds.push({
        repeat,
        fold,
        auc,
        aucVariance: variance,
        rarer: Math.min(bads, goods),
        ks: ksOf(sums, held.bad),
        brier: brierOf(chances, held.bad),
        psi: psiOf(card.trainScores, sums),
        choice: card.choice,
      });
      said(folds.length, count * repeats);
    });
    scores.push(score);
    probabilities.push(probability);
  }
  return { folds, scores, probabilities };
};

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Two-sided, 95 %. */
const normal = 1.959964;
/** Below this many rows of the rarer outcome in a fold, its variance after DeLong is no guide. */
const fewOfOutcome = 10;

/**
 * Mean over folds and its interval: the variance of each fold's area after DeLong, added as of
 * independent test sets; repeats steady the mean but are not counted as more data. A fold with a few
 * rows of an outcome is often in perfect order, which DeLong takes for certainty, so there the interval
 * is not narrower than what the areas of the folds of each repeat vary by.
 */
export const aucInterval = (
  folds: readonly FoldFigures[],
  repeats: number,
): { readonly mean: number; readonly low: number; readonly high: number } => {
  const mean = meanOf(folds.map(({ auc }) => auc));
  const perRepeat = folds.length / repeats;
  const byRepeat = [...Map.groupBy(folds, ({ repeat }) => repeat).values()].map((own) => {
    const aucs = own.map(({ auc }) => auc);
    const centre = meanOf(aucs);
    const squares = aucs.reduce((sum, auc) => sum + (auc - centre) ** 2, 0);
    return squares / Math.max(1, aucs.length - 1);
  });
  const delong = meanOf(folds.map(({ aucVariance }) => aucVariance));
  const few = meanOf(folds.map(({ rarer }) => rarer)) < fewOfOutcome;
  const variance = few ? Math.max(delong, meanOf(byRepeat)) : delong;
  const half = normal * Math.sqrt(variance / perRepeat);
  return { mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half) };
};
