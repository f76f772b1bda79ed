import type { Scorecard } from '../../shared/domain/scoring/types.ts';
import type { Binned } from '../fit/binned.ts';
import { lineOf } from '../fit/calibrate.ts';
import type { BinnedCharacteristic } from '../fit/card.ts';
import type { Frame } from '../frame/frame.ts';
import type { Grid } from '../read/grid.ts';
import { aucInterval, type Validated } from '../validate/cross-validate.ts';
import { fairnessOf } from '../validate/fairness.ts';
import { bandsOf, brierOf, ksOf, psiOf } from '../validate/metrics.ts';
import { characteristicFigures, everyNumber } from './figures.ts';
import type { TrainingReport } from './schema.ts';

/** What is more than this alone was hardly known before the outcome. */
const suspiciousInformation = 3;

/** Log-odds of a certainty have no end; nothing in a card is surer than one part in a million. */
const nearlySure = 1e-6;

export type ReportFacts = {
  readonly card: Scorecard;
  readonly sha256: string;
  readonly seed: number;
  readonly folds: number;
  readonly repeats: number;
  /** Approved below this probability; the bad rate of the file when undefined. */
  readonly cutOff: number | undefined;
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const deviationOf = (values: readonly number[]): number => {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
};

/** Everything that is known about a trained card, from rows that it had not seen. */
export const buildTrainingReport = (
  grid: Grid,
  frame: Frame,
  characteristics: readonly BinnedCharacteristic[],
  data: Binned,
  { folds, scores, probabilities }: Validated,
  facts: ReportFacts,
): TrainingReport => {
  const { bad, rows, target } = frame;
  const bads = bad.reduce((sum, value) => sum + value, 0);
  const badRate = bads / rows;
  const [score = new Int32Array(), probability = new Float64Array()] = [
    scores[0],
    probabilities[0],
  ];
  const { slope, intercept } = lineOf(
    probability.map((value) => {
      const inside = Math.min(1 - nearlySure, Math.max(nearlySure, value));
      return -Math.log(inside / (1 - inside));
    }),
    bad,
  );
  const cutOff = facts.cutOff ?? badRate;
  const half = Math.floor(rows / 2);
  const tables = characteristics.map((each) => characteristicFigures(each, data));
  const aucs = folds.map(({ auc }) => auc);
  const report: TrainingReport = {
    schemaVersion: 1,
    name: facts.card.name,
    data: {
      sha256: facts.sha256,
      format: grid.format,
      rows,
      bad: bads,
      badRate,
      columns: frame.columns.length,
    },
    target: {
      column: target.name,
      bad: [...target.bad],
      good: [...target.good],
      because: target.because,
    },
    seed: facts.seed,
    folds: facts.folds,
    repeats: facts.repeats,
    auc: {
      ...aucInterval(folds, facts.repeats),
      standardDeviation: deviationOf(aucs),
      interval: '95 %, variance of each fold after DeLong, folds taken as independent',
    },
    ks: mean(folds.map(({ ks }) => ks)),
    brier: mean(probabilities.map((each) => brierOf(each, bad))),
    brierOfBadRate: badRate * (1 - badRate),
    psi: {
      mean: mean(folds.map(({ psi }) => psi)),
      largest: Math.max(...folds.map(({ psi }) => psi)),
      firstToSecondHalf: psiOf(score.subarray(0, half), score.subarray(half)),
    },
    calibration: { slope: -slope, intercept, bands: bandsOf(score, probability, bad) },
    foldFigures: folds.map(({ choice, repeat, fold, auc, ks, brier, psi }) => ({
      repeat,
      fold,
      auc,
      ks,
      brier,
      psi,
      penalty: choice.penalty,
      steps: choice.steps,
      boosted: choice.boosted,
      derived: choice.derived,
    })),
    characteristics: tables,
    fairness: {
      cutOff,
      approvalRate: probability.filter((value) => value < cutOff).length / rows,
      columns: frame.groups.map((column) => {
        const figures = fairnessOf(column, probability, bad, cutOff);
        return { ...figures, groups: [...figures.groups] };
      }),
    },
    left: frame.left.map((each) => ({ ...each })),
    warnings: warningsOf(frame, tables, ksOf(score, bad)),
    notes: [...frame.notes],
  };
  return everyNumber(report);
};

const warningsOf = (
  frame: Frame,
  tables: TrainingReport['characteristics'],
  ks: number,
): string[] => [
  ...tables
    .filter(({ informationValue }) => informationValue > suspiciousInformation)
    .map(
      ({ name, informationValue }) =>
        `"${name}" tells nearly everything alone (information value ${informationValue.toFixed(1)}): was it known before the outcome? --exclude "${name}" leaves it out`,
    ),
  ...(tables.length === 0 ? ['no column tells good from bad beyond chance'] : []),
  ...(ks > 0.95 ? ['the card is nearly perfect: look for columns that follow the outcome'] : []),
  ...(frame.rows < 500
    ? [`${frame.rows} rows are few: the interval of the AUC says how little is certain`]
    : []),
];
