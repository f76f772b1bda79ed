import type { Attribute, Scorecard } from '../../shared/domain/scoring/types.ts';
import type { Binned } from '../fit/binned.ts';
import { lineOf } from '../fit/calibrate.ts';
import type { BinnedCharacteristic } from '../fit/card.ts';
import { countsOf } from '../fit/woe.ts';
import type { Frame } from '../frame/frame.ts';
import type { Grid } from '../read/grid.ts';
import { aucInterval, type Validated } from '../validate/cross-validate.ts';
import { fairnessOf } from '../validate/fairness.ts';
import { bandsOf, brierOf, ksOf, psiOf } from '../validate/metrics.ts';
import type { TrainingReport } from './schema.ts';

/** Six decimals: more would be noise, and the same in every run all the same. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

const everyNumber = <T>(value: T): T => {
  if (typeof value === 'number') return rounded(value) as T;
  if (Array.isArray(value)) return value.map(everyNumber) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, everyNumber(each)]),
    ) as T;
  }
  return value;
};

export const labelOf = (attribute: Attribute): string => {
  switch (attribute.kind) {
    case 'interval': {
      const { from, below } = attribute;
      if (from === null) return below === null ? 'any number' : `below ${below}`;
      return below === null ? `${from} and more` : `${from} to below ${below}`;
    }
    case 'values': {
      const shown = attribute.values.slice(0, 8).join(', ');
      const rest = attribute.values.length - 8;
      return rest > 0 ? `${shown} and ${rest} more` : shown;
    }
    default:
      return attribute.kind;
  }
};

/** What is more than this alone was hardly known before the outcome. */
const suspiciousInformation = 3;

const characteristicFigures = (
  { index, characteristic, attributes }: BinnedCharacteristic,
  data: Binned,
): TrainingReport['characteristics'][number] => {
  const feature = data.features[index];
  const counts =
    feature === undefined
      ? undefined
      : countsOf(feature, data.codes[index] ?? new Uint8Array(), data.bad);
  const bads = data.bad.reduce((sum, value) => sum + value, 0);
  const goods = data.rows - bads;
  let informationValue = 0;
  const figures = attributes.map(({ attribute, bins }) => {
    const bad = bins.reduce((sum, bin) => sum + (counts?.bad[bin] ?? 0), 0);
    const good = bins.reduce((sum, bin) => sum + (counts?.good[bin] ?? 0), 0);
    if (bad + good > 0) {
      const [ofBad, ofGood] = [(bad + 0.5) / (bads + 0.5), (good + 0.5) / (goods + 0.5)];
      informationValue += (ofBad - ofGood) * Math.log(ofBad / ofGood);
    }
    return {
      label: labelOf(attribute),
      points: attribute.points,
      share: (bad + good) / data.rows,
      badRate: bad + good === 0 ? null : bad / (bad + good),
    };
  });
  const points = figures.map((figure) => figure.points);
  return {
    name: characteristic.name,
    informationValue,
    range: Math.max(...points) - Math.min(...points),
    attributes: figures,
  };
};

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
    probability.map((value) => -Math.log(value / (1 - value))),
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
      ...{ repeat, fold, auc, ks, brier, psi },
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
  ...(ks > 0.95 ? ['the card is nearly perfect: look for columns that follow the outcome'] : []),
  ...(frame.rows < 500
    ? [`${frame.rows} rows are few: the interval of the AUC says how little is certain`]
    : []),
];
