import type { Scorecard } from '../../shared/domain/scoring/types.ts';
import type { TrainingReport } from '../report/schema.ts';

const three = (value: number): string => value.toFixed(3);

/** What a person wants to know when the training is over. */
export const summaryOf = (report: TrainingReport, card: Scorecard, page: string): string => {
  const { auc, ks, brier, brierOfBadRate, psi, calibration, warnings } = report;
  const strongest = report.characteristics
    .slice(0, 8)
    .map(({ name, range }) => `${name} (${range})`)
    .join(', ');
  return [
    `AUC ${three(auc.mean)} (${three(auc.low)} to ${three(auc.high)}), ${report.folds} folds${report.repeats > 1 ? ` x ${report.repeats}` : ''}, on rows that the card had not seen`,
    `KS ${three(ks)}   Brier ${brier.toFixed(4)} (${brierOfBadRate.toFixed(4)} for the mean)   PSI ${three(psi.mean)}   calibration slope ${three(calibration.slope)}, intercept ${three(calibration.intercept)}`,
    `${card.characteristics.length} characteristics; widest ranges of points: ${strongest}`,
    ...warnings.map((warning) => `warning: ${warning}`),
    page,
    '',
  ].join('\n');
};
