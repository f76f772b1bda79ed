import { exponentOf } from '../money.ts';

/** Overdue above its threshold is told to people. Every currency has one. */
export type OverdueThresholds = {
  /** For currencies that are not listed: hundredths of a major unit, whatever the currency. */
  readonly default: number;
  /** Minor units of each listed currency. */
  readonly byCurrency: Readonly<Record<string, number>>;
};

/** Minor units of the currency, above zero. */
export const thresholdOf = (thresholds: OverdueThresholds, currency: string): number =>
  thresholds.byCurrency[currency] ??
  Math.max(1, Math.round(thresholds.default * 10 ** (exponentOf(currency) - 2)));
