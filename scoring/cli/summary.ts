import type { Scorecard } from '../../shared/domain/scoring/types.ts';
import type { LatenessReport } from '../lateness/schema.ts';
import type { TrainingReport } from '../report/schema.ts';

const three = (value: number): string => value.toFixed(3);

/** What a person wants to know when the training is over. */
export const summaryOf = (report: TrainingReport, card: Scorecard, page: string): string => {
  const { auc, ks, brier, brierOfBadRate, psi, calibration, target, warnings } = report;
  const strongest = report.characteristics
    .slice(0, 8)
    .map(({ name, range }) => `${name} (${range})`)
    .join(', ');
  return [
    `bad: ${target.column} is ${target.bad.join(' or ')} (${target.because})`,
    `AUC ${three(auc.mean)} (${three(auc.low)} to ${three(auc.high)}), ${report.folds} folds${report.repeats > 1 ? ` x ${report.repeats}` : ''}, on rows that the card had not seen`,
    `KS ${three(ks)}   Brier ${brier.toFixed(4)} (${brierOfBadRate.toFixed(4)} for the mean)   PSI ${three(psi.mean)}   calibration slope ${three(calibration.slope)}, intercept ${three(calibration.intercept)}`,
    ...(strongest === ''
      ? []
      : [`${card.characteristics.length} characteristics; widest ranges of points: ${strongest}`]),
    ...warnings.map((warning) => `warning: ${warning}`),
    page,
    '',
  ].join('\n');
};

/** The same for lateness. */
export const latenessSummary = (report: LatenessReport, page: string): string => {
  const { auc, againstCustomerRate: against, brier, days, data } = report;
  return [
    `late by more than ${report.lateAfterDays} days, ${data.testedOn} invoices issued from ${data.testFrom} on:`,
    `AUC ${three(auc.mean)} (${three(auc.low)} to ${three(auc.high)}); customer's own rate ${three(Math.max(auc.customerRate, auc.customerRateBefore))}, better by ${three(against.difference)} (${three(against.low)} to ${three(against.high)}, in ${(against.better * 100).toFixed(1)} % of samples)`,
    `Brier ${brier.toFixed(4)}   KS ${three(report.ks)}`,
    `expected days: mean absolute error ${three(days.meanAbsoluteError)}, customer's mean ${three(days.ofCustomerMean)}, better by ${(days.better * 100).toFixed(1)} %`,
    page,
    '',
  ].join('\n');
};
