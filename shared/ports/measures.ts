import type { BusinessDate } from '../domain/calendar.ts';
import type { Baseline, Measure } from '../domain/insight/measure.ts';

export type MeasureStore = {
  /** Keeps the measure of a day; a second one of the same day takes its place. */
  readonly keep: (on: BusinessDate, measure: Measure) => Promise<void>;
  /** The oldest measure of the currency from that day on, before `before`. */
  readonly oldestFrom: (
    currency: string,
    from: BusinessDate,
    before: BusinessDate,
  ) => Promise<Baseline | undefined>;
};
