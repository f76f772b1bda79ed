import { addDays, type BusinessDate, daysBetween } from '../calendar.ts';
import { entryOf, type Stage, type Strategy, stageAfter, stageIndex, stages } from './strategy.ts';
import type { CaseState } from './types.ts';

/** Where a case stands in its stages; `enteredOn` is undefined while the stage was not entered. */
export type Standing = { readonly stage: Stage; readonly enteredOn: BusinessDate | undefined };

/** The hardest stage whose entry the lateness reaches. */
const hardestFor = (strategy: Strategy, dpd: number): Stage =>
  stages.findLast((stage) => entryOf(strategy, stage) <= dpd) ?? 'preventive';

/**
 * The stage of the case once lateness that fell has moved it back. Forward moves are not made
 * here: they happen with the first step of the next stage.
 */
export const standingOf = (
  state: CaseState,
  strategy: Strategy,
  dpd: number,
  today: BusinessDate,
): Standing => {
  const stage = state.stage ?? 'preventive';
  const hardest = hardestFor(strategy, dpd);
  if (stageIndex(hardest) < stageIndex(stage)) return { stage: hardest, enteredOn: today };
  return { stage, enteredOn: state.stage === undefined ? undefined : state.stageEnteredOn };
};

/**
 * The day from which the stage after the standing one applies, for an account whose oldest late
 * item fell due on `anchorOn`; undefined after the last stage. Administrative follows at once;
 * every later stage also waits until the case has spent its least stay in the one before.
 */
export const nextEntryOn = (
  { stage, enteredOn }: Standing,
  strategy: Strategy,
  anchorOn: BusinessDate,
): BusinessDate | undefined => {
  const next = stageAfter(stage);
  if (next === undefined) return undefined;
  const byLateness = addDays(anchorOn, entryOf(strategy, next));
  if (stage === 'preventive' || enteredOn === undefined) return byLateness;
  const byStay = addDays(enteredOn, strategy.minDaysInStage);
  return daysBetween(byLateness, byStay) > 0 ? byStay : byLateness;
};
