// Trains on the public data sets and holds the reports against their targets: `node scripts/run.mjs test/scoring/targets.ts`.

import { readFileSync } from 'node:fs';
import { readTrainArguments, type TrainArguments } from '../../scoring/cli/arguments.ts';
import { trainLateness } from '../../scoring/lateness/train.ts';
import { trainScorecard } from '../../scoring/scorecard.ts';
import { sharedFile } from '../support/shared-data.ts';

let failures = 0;
const check = (title: string, holds: boolean): void => {
  if (!holds) failures += 1;
  process.stdout.write(`${holds ? 'ok    ' : 'FAILED'} ${title}\n`);
};

type Aim = {
  readonly name: string;
  readonly file: string;
  readonly target: string;
  readonly exclude: string;
  readonly auc: number;
  /** At most; above it the probabilities are worse than plain baselines on the same file. */
  readonly brier: number;
};

const aims: readonly Aim[] = [
  {
    name: 'South German Credit',
    file: 'data/south_german/SouthGermanCredit.asc',
    target: 'credit_risk',
    exclude: 'personal_status_sex,age,foreign_worker',
    auc: 0.78,
    brier: 0.168,
  },
  {
    name: 'Taiwan, default of card clients',
    file: 'data/taiwan_default/UCI_Credit_Card.csv.gz',
    target: 'Y',
    exclude: 'X2,X4,X5',
    auc: 0.77,
    brier: 0.136,
  },
  {
    name: 'Polish companies, bankrupt within a year',
    file: 'data/polish_bankruptcy/5year.arff.gz',
    target: 'class',
    exclude: '',
    auc: 0.93,
    brier: 0.035,
  },
];

const asked = (file: string, { target, exclude }: Aim): TrainArguments => {
  const args = [
    '--data',
    file,
    '--target',
    target,
    ...(exclude === '' ? [] : ['--exclude', exclude]),
  ];
  const read = readTrainArguments(args);
  if (read === 'help' || read.task !== 'scorecard') throw new Error('these arguments train a card');
  return read;
};

const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(0);

for (const aim of aims) {
  const file = sharedFile(aim.file);
  const started = performance.now();
  const { card, report } = trainScorecard(readFileSync(file), asked(file, aim));
  const { auc, brier, ks, calibration } = report;
  process.stdout.write(
    `${aim.name}: AUC ${auc.mean.toFixed(4)} (${auc.low.toFixed(3)} to ${auc.high.toFixed(3)}), KS ${ks.toFixed(3)}, Brier ${brier.toFixed(4)}, slope ${calibration.slope.toFixed(2)}, ${card.characteristics.length} characteristics, ${seconds(started)} s\n`,
  );
  check(`mean AUC at least ${aim.auc}`, auc.mean >= aim.auc);
  check(`Brier at most ${aim.brier}`, brier <= aim.brier);
  check('calibration slope from 0.9 to 1.1', calibration.slope >= 0.9 && calibration.slope <= 1.1);
  const kept = aim.exclude.split(',').filter((name) => name !== '');
  check(
    `nothing of ${kept.join(', ') || 'what is kept out'} is in the card, and each is in the fairness section`,
    !kept.some((name) => JSON.stringify(card.characteristics).includes(`"${name}"`)) &&
      kept.every((name) => report.fairness.columns.some(({ column }) => column === name)),
  );
}

const invoices = sharedFile('data/ibm_ar/WA_Fn-UseC_-Accounts-Receivable.csv');
const started = performance.now();
const read = readTrainArguments(['--invoices', invoices, '--test-from', '2013-05-06']);
if (read === 'help' || read.task !== 'lateness') throw new Error('these arguments train lateness');
const { report } = trainLateness(readFileSync(invoices), read);
const { auc, againstCustomerRate: against, brier, days, data } = report;
process.stdout.write(
  `IBM, late at all: AUC ${auc.mean.toFixed(4)}, customer's own rate ${Math.max(auc.customerRate, auc.customerRateBefore).toFixed(4)}, better by ${against.difference.toFixed(4)} (${against.low.toFixed(4)} to ${against.high.toFixed(4)}), Brier ${brier.toFixed(4)}; expected days off by ${days.meanAbsoluteError.toFixed(3)}, the customer's mean by ${days.ofCustomerMean.toFixed(3)}, ${seconds(started)} s\n`,
);
check(
  'learns from 1,623 invoices and tests on 741',
  data.learnedFrom === 1623 && data.testedOn === 741,
);
check("better than the customer's own rate by the paired bootstrap", against.low > 0);
check('Brier at most 0.127', brier <= 0.127);
check("expected days at least 8 % nearer than the customer's mean", days.better >= 0.08);

process.stdout.write(
  failures === 0 ? 'every target is reached\n' : `${failures} targets are missed\n`,
);
process.exitCode = failures === 0 ? 0 : 1;
