import { counted, whole } from '../../book/report/html/format.ts';
import { html, type Markup } from '../../book/report/html/markup.ts';
import { million, type Scorecard } from '../../shared/domain/scoring/types.ts';
import type { TrainingReport } from './schema.ts';
import { chart, list, pageOf, rate, table, three, tile } from './shell.ts';

type Bands = TrainingReport['calibration']['bands'];

const summary = ({ auc, ks, brier, brierOfBadRate, psi, calibration }: TrainingReport): Markup =>
  html`<dl class="tiles">
  ${tile('AUC', three(auc.mean), `${three(auc.low)} to ${three(auc.high)}; ${auc.interval}`)}
  ${tile('Gini', three(2 * auc.mean - 1), 'twice the AUC, less one')}
  ${tile('KS', three(ks), 'largest distance of bad and good')}
  ${tile('Brier', three(brier), `${three(brierOfBadRate)} if everybody got the mean`)}
  ${tile('Calibration slope', three(calibration.slope), '1 when probabilities spread as outcomes do')}
  ${tile('Calibration intercept', three(calibration.intercept), '0 when right on average')}
  ${tile('PSI', three(psi.mean), `training against held-out scores; largest ${three(psi.largest)}`)}
  ${tile('PSI along the file', three(psi.firstToSecondHalf), 'first half against second')}
</dl>`;

export const bandsTable = (bands: Bands): Markup =>
  table(
    ['Scores', 'Rows', 'Bad', 'Expected', 'Observed', 'Bad captured'],
    bands.map((band) => [
      `${band.fromScore} to ${band.toScore}`,
      whole(band.rows),
      whole(band.bad),
      rate(band.expected),
      rate(band.observed),
      rate(band.badCaptured),
    ]),
  );

export const cardTables = (all: TrainingReport['characteristics']): readonly Markup[] =>
  all.map(
    ({ name, informationValue, range, attributes }) => html`<div class="card">
    <h3>${name}</h3><p class="note">Information value ${three(informationValue)}, range ${range} points</p>
    ${table(
      ['Attribute', 'Points', 'Share', 'Bad'],
      attributes.map((each) => [
        each.label,
        String(each.points),
        rate(each.share),
        rate(each.badRate),
      ]),
    )}</div>`,
  );

const fairness = ({ fairness: { cutOff, approvalRate, columns } }: TrainingReport): Markup =>
  html`<section><h2>Fairness</h2>
  <p class="note">Columns that the score does not look at. Approved below ${rate(cutOff)} probability of bad: ${rate(approvalRate)} of all. The adverse impact ratio is the lowest approval rate over the highest of groups with at least 30 rows and 1 % of all; under 0.8 is the usual warning.</p>
  ${columns.length === 0 && html`<p>No column was kept out for this; name some with --exclude or --fairness.</p>`}
  <div class="grid">${columns.map(
    ({ column, groups, adverseImpactRatio, lowest, highest }) => html`<div class="card">
    <h3>${column}</h3>
    <p class="note">Adverse impact ratio ${three(adverseImpactRatio)}${lowest !== null && highest !== null && `: ${lowest} against ${highest}`}</p>
    ${table(
      ['Group', 'Rows', 'Bad', 'Expected', 'Approved', 'AUC'],
      groups.map((each) => [
        each.group,
        whole(each.rows),
        rate(each.badRate),
        rate(each.meanProbability),
        rate(each.approvalRate),
        three(each.auc),
      ]),
    )}</div>`,
  )}</div></section>`;

/** The numbers of the three charts. */
export const seriesOf = (bands: Bands, card: Scorecard): unknown => {
  const total = bands.reduce((sum, { rows }) => sum + rows, 0);
  let seen = 0;
  const rows = bands.map((band) => {
    seen += band.rows;
    return seen / total;
  });
  const byExpected = bands.toSorted((a, b) => a.expected - b.expected);
  return {
    gains: { rows: [0, ...rows], bad: [0, ...bands.map(({ badCaptured }) => badCaptured)] },
    calibration: {
      expected: byExpected.map(({ expected }) => expected),
      observed: byExpected.map(({ observed }) => observed),
    },
    probability: {
      score: card.calibration.map(({ score }) => score),
      value: card.calibration.map(({ ppm }) => ppm / million),
    },
  };
};

/** The report for a reader. */
export const trainingPage = (report: TrainingReport, card: Scorecard): string => {
  const { data, target } = report;
  return pageOf(
    `Scorecard ${report.name}`,
    html`${counted(data.rows, 'row')}, ${rate(data.badRate)} bad: <code>${target.column}</code> is ${target.bad.join(' or ')} (${target.because}). ${counted(report.characteristics.length, 'characteristic')} from ${counted(data.columns, 'column')}. Measured by ${report.folds}-fold cross-validation${report.repeats > 1 && `, repeated ${report.repeats} times`}, seed ${report.seed}.`,
    [
      html`<section><h2>On rows that the card had not seen</h2>
  ${summary(report)}
  <div class="grid">
    ${chart('gains', 'Bad rows captured', ['Bad captured', 'By chance'])}
    ${chart('calibration', 'Expected and observed', ['Observed', 'As expected'])}
    ${chart('probability', 'Probability by score', ['Probability of bad'])}
    <div class="card"><h3>By score</h3>${bandsTable(report.calibration.bands)}</div>
  </div></section>`,
      report.warnings.length > 0 &&
        html`<section><h2>Warnings</h2>${list('Look at these first', report.warnings)}</section>`,
      fairness(report),
      html`<section><h2>The card</h2>
  <p class="note">Points add to a base of ${card.basePoints}; a higher score is a lower risk, and ${card.scale.pointsToDoubleOdds} points double the odds. 0 points are neutral. Shares and bad rates are of the training rows.</p>
  ${table(
    ['Grade', 'Class', 'Probability below'],
    card.grades.map(({ grade, riskClass, belowPpm }) => [
      grade,
      riskClass,
      belowPpm > million ? 'all others' : `${(belowPpm / 10_000).toFixed(2)} %`,
    ]),
  )}
  <div class="grid">${cardTables(report.characteristics)}</div></section>`,
      html`<section><h2>What was read</h2><div class="grid">
    ${list(
      'Columns not in the score',
      report.left.map(({ name, why }) => `${name}: ${why}`),
    )}
    ${list('Notes', report.notes)}
  </div></section>`,
    ],
    html`Made by <code>npm run train</code>. The numbers are in <code>report.json</code>, the card in <code>scorecard.json</code>. Data sha256 ${data.sha256}.`,
    seriesOf(report.calibration.bands, card),
  );
};
