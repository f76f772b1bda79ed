import type { Random } from '../../local/kernel/random.ts';
import type { Frame } from '../frame/frame.ts';
import { binned } from './binned.ts';
import { type Line, lineOf } from './calibrate.ts';
import { deriveFigures } from './derive.ts';
import { scoresOf } from './effects.ts';
import { columnFeature, derivedFeature, type Feature } from './feature.ts';
import { logistic } from './loss.ts';
import { type Choice, type FitSettings, fitModel } from './model.ts';
import { type PointTables, pointTables, sumsOf } from './points.ts';
import { factorOf, type Scale, scoreAt } from './scale.ts';

export type { FitSettings } from './model.ts';

/** A card in fine bins, fitted on some of the rows. */
export type TrainedCard = {
  readonly features: readonly Feature[];
  readonly tables: PointTables;
  /** From scores that models of the inner folds gave to rows they had not seen. */
  readonly line: Line;
  readonly trainScores: Int32Array;
  readonly choice: Choice;
};

const fineBins = 32;

/** Everything from columns to points, from these rows alone. */
export const trainCard = (
  frame: Frame,
  rows: Int32Array,
  scale: Scale,
  settings: FitSettings,
  random: Random,
): TrainedCard => {
  const columns = frame.columns.map((column) => columnFeature(column, rows, fineBins));
  const derived = settings.derive ? deriveFigures(frame, columns, rows, random.fork('derive')) : [];
  const features = [
    ...columns,
    ...derived.map(({ name, source, values }) =>
      derivedFeature(name, source, values, rows, fineBins),
    ),
  ];
  const known = [...columns.map(() => undefined), ...derived.map(({ values }) => values)];
  const model = fitModel(frame, features, rows, settings, random, known);
  const data = binned(frame, features, rows, known);
  const weight = scoresOf(model.effects, data).map((value) => logistic.curve(value, 0));
  const tables = pointTables(model.effects, data, weight, {
    pointsOfOne: -factorOf(scale),
    pointsOf: (level) => scoreAt(scale, level),
  });
  const { logOdds, bad } = model.innerHeld;
  const line = lineOf(
    logOdds.map((value) => scoreAt(scale, value)),
    bad,
  );
  return { features, tables, line, trainScores: sumsOf(tables, data), choice: model.choice };
};
