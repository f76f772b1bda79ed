import type { Random } from '../../local/kernel/random.ts';
import type { Frame } from '../frame/frame.ts';
import { foldsOf } from '../validate/folds.ts';
import { binned, withRows } from './binned.ts';
import { boost, lossEvery } from './boost.ts';
import { blended, scoresOf } from './effects.ts';
import { columnFeature, type Feature } from './feature.ts';
import { robust } from './loss.ts';
import { type PointTables, pointTables } from './points.ts';

export type TrainedAmount = { readonly features: readonly Feature[]; readonly tables: PointTables };

const fineBins = 24;

/** Mean absolute distance from the median, by which the reach of the loss is measured. */
const spreadOf = (amounts: Float64Array): number => {
  const middle = robust(1).start(amounts);
  return amounts.reduce((sum, value) => sum + Math.abs(value - middle), 0) / amounts.length;
};

/**
 * An additive table for an amount instead of a probability: boosted with a robust loss, its number of
 * steps chosen by absolute error on folds within these rows, the models of the folds averaged.
 */
export const trainAmount = (
  frame: Frame,
  rows: Int32Array,
  amounts: Float64Array,
  pointsPerUnit: number,
  random: Random,
): TrainedAmount => {
  const features = frame.columns.map((column) => columnFeature(column, rows, fineBins));
  const all = {
    ...binned(frame, features, rows),
    amounts: Float64Array.from(rows, (row) => amounts[row] ?? 0),
  };
  const loss = robust(spreadOf(all.amounts) / 2);
  const positions = Int32Array.from(rows, (_, at) => at);
  const folds = foldsOf(positions, all.bad, positions, 8, random.fork('inner'));
  const models = folds.map(({ train, test }, fold) =>
    boost(
      withRows(all, train),
      withRows(all, test),
      {
        steps: 600,
        rate: 0.05,
        shrink: 10,
        leaf: 20,
        features: 0.4,
        sample: 0.6,
        directions: features.map(() => 0),
        loss,
      },
      random.fork(`boost-${fold}`),
    ),
  );
  const looks = Math.max(...models.map(({ losses }) => losses.length));
  const held = Array.from({ length: looks }, (_, at) =>
    models.reduce((sum, { losses }) => sum + (losses[at] ?? losses.at(-1) ?? 0), 0),
  );
  const steps = lossEvery * (1 + held.indexOf(Math.min(...held)));
  const effects = blended(models.map((model) => ({ weight: 1, effects: model.effectsAt(steps) })));
  const score = scoresOf(effects, all);
  const residuals = score.map((value, at) => value - (all.amounts[at] ?? 0));
  const variance = residuals.reduce((sum, value) => sum + value ** 2, 0) / rows.length || 1;
  const weight = new Float64Array(rows.length).fill(1 / variance);
  const tables = pointTables(effects, all, weight, {
    pointsOfOne: pointsPerUnit,
    pointsOf: (level) => level * pointsPerUnit,
  });
  return { features, tables };
};
