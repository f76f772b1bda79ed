import type { Random } from '../../local/kernel/random.ts';
import type { Frame } from '../frame/frame.ts';
import { foldsOf } from '../validate/folds.ts';
import { type Binned, binned, withRows } from './binned.ts';
import { type Boosted, type BoostSettings, boost, lossEvery } from './boost.ts';
import { blended, type Effects, meanLoss, scoresOf } from './effects.ts';
import type { Feature } from './feature.ts';
import { trendsOf } from './woe.ts';
import { penalties, woeModels } from './woe-model.ts';

export type FitSettings = {
  /** Names of the columns whose points have to rise or fall throughout; 'all' for every number. */
  readonly monotone: 'all' | readonly string[];
  /** Whether figures of several columns are made and tried. */
  readonly derive: boolean;
};

/** What was chosen within the training rows. */
export type Choice = {
  readonly penalty: number;
  readonly steps: number;
  /** Weight of the boosted tables in the mean; the rest is the regression's. */
  readonly boosted: number;
  readonly innerLoss: number;
  /** How many of the features are made of several columns. */
  readonly derived: number;
};

export type Model = {
  readonly features: readonly Feature[];
  readonly effects: Effects;
  readonly choice: Choice;
  /** What the models of the inner folds said of rows that they had not learned from. */
  readonly innerHeld: { readonly logOdds: Float64Array; readonly bad: Uint8Array };
};

const innerFolds = (rows: number): number => (rows < 4_000 ? 5 : rows < 15_000 ? 4 : 3);

/** Rows that a step learns from, at most; the next ones learn from others. */
const rowsAStep = 40_000;
/** Cells that a step may read; wide and long data look at fewer features in each step. */
const cellsAStep = 400_000;

/** Least curvature of a leaf. More would forbid cuts where few rows are bad, at the ends of all places. */
const leaf = 1;

const boostSettings = (data: Binned, directions: readonly number[]): BoostSettings => ({
  steps: 800,
  rate: 0.1,
  shrink: 5,
  leaf,
  features: Math.min(0.2, Math.max(0.05, cellsAStep / (data.rows * data.features.length))),
  sample: Math.min(0.6, rowsAStep / data.rows),
  directions,
});

const weights = [0, 0.25, 0.5, 0.75, 1] as const;

type Part = {
  readonly train: Binned;
  readonly held: Binned;
  readonly woe: readonly Effects[];
  readonly boosted: Boosted;
};

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Index of the smallest; the first of equals. */
const lowest = (values: readonly number[]): number =>
  values.reduce((best, value, at) => (value < (values[best] ?? Infinity) ? at : best), 0);

/**
 * Fits one additive model. Penalty, number of boosting steps and the weight between regression and
 * boosting are chosen by folds within these rows; rows outside of them are never looked at. The
 * boosted part is the mean of the models of the folds, which is steadier than one fit of all rows.
 */
export const fitModel = (
  frame: Frame,
  features: readonly Feature[],
  rows: Int32Array,
  { monotone }: FitSettings,
  random: Random,
  known: readonly (Float64Array | undefined)[] = [],
): Model => {
  const all = binned(frame, features, rows, known);
  const asked = ({ name }: Feature): boolean => monotone === 'all' || monotone.includes(name);
  const trends = trendsOf(all);
  const directions = features.map((feature, index) => (asked(feature) ? (trends[index] ?? 0) : 0));
  const positions = Int32Array.from(rows, (_, at) => at);
  const copyOf = Int32Array.from(rows, (row) => frame.copyOf[row] ?? row);
  const firstAt = new Map<number, number>();
  const copies = copyOf.map((first, at) => {
    const earlier = firstAt.get(first);
    if (earlier === undefined) firstAt.set(first, at);
    return earlier ?? at;
  });
  const folds = foldsOf(positions, all.bad, copies, innerFolds(rows.length), random.fork('inner'));
  const parts = folds.map(({ train, test }, index): Part => {
    const own = withRows(all, train);
    const held = withRows(all, test);
    return {
      train: own,
      held,
      woe: woeModels(own, directions),
      boosted: boost(own, held, boostSettings(own, directions), random.fork(`boost-${index}`)),
    };
  });

  const penaltyAt = lowest(
    penalties.map((_, at) =>
      total(
        parts.map(({ woe, held }) => {
          const effects = woe[at];
          return effects === undefined ? Infinity : meanLoss(scoresOf(effects, held), held.bad);
        }),
      ),
    ),
  );
  const longest = Math.max(...parts.map(({ boosted }) => boosted.losses.length));
  const steps =
    lossEvery *
    (1 +
      lowest(
        Array.from({ length: longest }, (_, at) =>
          total(
            parts.map(({ boosted }) => boosted.losses[at] ?? boosted.losses.at(-1) ?? Infinity),
          ),
        ),
      ));
  const tables = parts.map(({ boosted, held, woe }) => {
    const boostedScore = scoresOf(boosted.effectsAt(steps), held);
    const regression = woe[penaltyAt];
    return {
      boostedScore,
      woeScore: regression === undefined ? boostedScore : scoresOf(regression, held),
      bad: held.bad,
    };
  });
  const mixed = ({ boostedScore, woeScore }: (typeof tables)[number], weight: number) =>
    boostedScore.map((value, row) => weight * value + (1 - weight) * (woeScore[row] ?? 0));
  const losses = weights.map((weight) =>
    total(tables.map((table) => meanLoss(mixed(table, weight), table.bad))),
  );
  const best = lowest(losses);
  const weight = weights[best] ?? 0;
  const regression = weight === 1 ? undefined : woeModels(all, directions)[penaltyAt];
  const effects = blended([
    ...parts.map(({ boosted }) => ({
      weight: weight / parts.length,
      effects: boosted.effectsAt(steps),
    })),
    ...(regression === undefined ? [] : [{ weight: 1 - weight, effects: regression }]),
  ]);
  return {
    features,
    effects,
    choice: {
      penalty: penalties[penaltyAt] ?? 0,
      steps,
      boosted: weight,
      innerLoss: (losses[best] ?? 0) / parts.length,
      derived: features.filter(({ source }) => source.kind !== 'column').length,
    },
    innerHeld: {
      logOdds: Float64Array.from(tables.flatMap((table) => [...mixed(table, weight)])),
      bad: Uint8Array.from(tables.flatMap(({ bad }) => [...bad])),
    },
  };
};
