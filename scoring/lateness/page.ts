import { counted, whole } from '../../book/report/html/format.ts';
import { html } from '../../book/report/html/markup.ts';
import type { LatenessModel } from '../../shared/domain/scoring/lateness.ts';
import { bandsTable, cardTables, seriesOf } from '../report/page.ts';
import { chart, pageOf, rate, three, tile } from '../report/shell.ts';
import type { LatenessReport } from './schema.ts';

/** The report for a reader. */
export const latenessPage = (report: LatenessReport, model: LatenessModel): string => {
  const { data, auc, againstCustomerRate: against, days } = report;
  return pageOf(
    `Lateness ${report.name}`,
    html`${counted(data.invoices, 'invoice')} of ${counted(data.accounts, 'account')}. Late is more than ${report.lateAfterDays} days after the due date. Learned from ${whole(data.learnedFrom)} settled before ${data.testFrom}, tested on ${data.testedOn} issued from then on, ${rate(data.lateShare)} of them late. Seed ${report.seed}.`,
    [
      html`<section><h2>On invoices issued afterwards</h2>
  <dl class="tiles">
  ${tile('AUC', three(auc.mean), `${three(auc.low)} to ${three(auc.high)}; ${auc.interval}`)}
  ${tile("Customer's own rate", three(Math.max(auc.customerRate, auc.customerRateBefore)), `AUC; ours is better by ${three(against.difference)} (${three(against.low)} to ${three(against.high)})`)}
  ${tile('Brier', three(report.brier), 'mean squared distance of probability and outcome')}
  ${tile('KS', three(report.ks), 'largest distance of late and not late')}
  ${tile('Expected days', three(days.meanAbsoluteError), 'mean absolute error, days')}
  ${tile("Customer's own mean", three(days.ofCustomerMean), `days; ours is better by ${rate(days.better)}`)}
  ${tile('Learned from', whole(data.learnedFrom), `invoices settled before ${data.testFrom}`)}
  ${tile('Tested on', whole(data.testedOn), `invoices, ${rate(data.lateShare)} of them late`)}
  </dl>
  <div class="grid">
    ${chart('gains', 'Late invoices captured', ['Late captured', 'By chance'])}
    ${chart('calibration', 'Expected and observed', ['Observed', 'As expected'])}
    ${chart('probability', 'Probability by score', ['Probability of late'])}
    <div class="card"><h3>By score</h3>${bandsTable(report.bands)}</div>
  </div></section>`,
      html`<section><h2>Late or not</h2><p class="note">A higher score is less likely late.</p><div class="grid">${cardTables(report.late)}</div></section>`,
      html`<section><h2>Expected days</h2><p class="note">Points are hundredths of a day and add to ${model.days.basePoints}; below zero is before the due date.</p><div class="grid">${cardTables(report.expected)}</div></section>`,
    ],
    html`Made by <code>npm run train</code>. The numbers are in <code>report.json</code>, the model in <code>lateness.json</code>. Data sha256 ${data.sha256}.`,
    seriesOf(report.bands, model.late),
  );
};
