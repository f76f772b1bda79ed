import { addDays, type BusinessDate, daysBetween } from '../calendar.ts';
import { entryOf, type Stage, type Strategy, stageAfter, stageIndex, stages } from './strategy.ts';
import type { CaseState, OpenItem } from './types.ts';

/**
 * Where a case stands in its stages; `enteredOn` is undefined while the stage was not entered, and
 * later by the days on which the case was on hold since.
 */
export type Standing = { readonly stage: Stage; readonly enteredOn: BusinessDate | undefined };

/** The hardest stage whose entry the lateness reaches. */
const hardestFor = (strategy: Strategy, dpd: number): Stage =>
  stages.findLast((stage) => entryOf(strategy, stage) <= dpd) ?? 'preventive';

/** Days of a hold that are not before that day. */
export const heldSince = (hold: CaseState['hold'], since: BusinessDate): number =>
  hold === undefined
    ? 0
    : Math.max(0, daysBetween(hold.from > since ? hold.from : since, hold.until));

/**
 * Days since then on which the case was, or will be, on hold: they are no stay in its stage, so
 * that no demand follows a notice sooner than it would have without the hold.
 */
export const pausedOn = (
  {
    hold,
    pausedDays = 0,
    stageEnteredOn,
  }: Pick<CaseState, 'hold' | 'pausedDays' | 'stageEnteredOn'>,
  enteredOn: BusinessDate | undefined,
): number => {
  const before = enteredOn === stageEnteredOn ? pausedDays : 0;
  return enteredOn === undefined ? before : before + heldSince(hold, enteredOn);
};

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
  const stayFrom = (on: BusinessDate) => addDays(on, pausedOn(state, on));
  if (stageIndex(hardest) < stageIndex(stage))
    return { stage: hardest, enteredOn: stayFrom(today) };
  const { stageEnteredOn } = state;
  return {
    stage,
    enteredOn:
      state.stage === undefined || stageEnteredOn === undefined
        ? undefined
        : stayFrom(stageEnteredOn),
  };
};

/**
 * The day from which the stage after the standing one applies, for an account with that oldest
 * item; undefined after the last stage. Administrative follows at once; every later stage also
 * waits until the case has spent its least stay in the one before, and the item, if it was brought
 * along with its age, has been chased for as long.
 */
export const nextEntryOn = (
  { stage, enteredOn }: Standing,
  strategy: Strategy,
  { dueOn, chaseFrom }: Pick<OpenItem, 'dueOn' | 'chaseFrom'>,
): BusinessDate | undefined => {
  const next = stageAfter(stage);
  if (next === undefined) return undefined;
  const byLateness = addDays(dueOn, entryOf(strategy, next));
  if (stage === 'preventive' || enteredOn === undefined) return byLateness;
  const since = chaseFrom !== undefined && chaseFrom > enteredOn ? chaseFrom : enteredOn;
  const byStay = addDays(since, strategy.minDaysInStage);
  return daysBetween(byLateness, byStay) > 0 ? byStay : byLateness;
};
