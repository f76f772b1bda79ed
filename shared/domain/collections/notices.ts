import { addDays, type BusinessDate } from '../calendar.ts';
import { heldSince } from './stage.ts';
import {
  noticeStage,
  type Stage,
  type Step,
  type StepAction,
  type Strategy,
  stageIndex,
  stepsOf,
} from './strategy.ts';
import type { CaseState, Notice, OpenItem } from './types.ts';

/** Notices that a case remembers; the snapshot stays small. */
const rememberedNotices = 12;

/** After so many more that did not reach anybody either, people go on without. */
const mostAgain = 5;

type MessageStep = Step & { readonly action: StepAction & { readonly kind: 'message' } };

const isMessage = (step: Step): step is MessageStep => step.action.kind === 'message';

/** The steps that give notice, mildest first. */
export const noticeSteps = (strategy: Strategy): readonly MessageStep[] =>
  stepsOf(strategy, noticeStage).filter(isMessage);

export const givesNotice = (stage: Stage): boolean => stage === noticeStage;

export const needsNotice = (stage: Stage): boolean => stageIndex(stage) > stageIndex(noticeStage);

const isOfAnchor = (key: string, anchorOn: BusinessDate): boolean =>
  key.slice(key.indexOf('@') + 1).startsWith(anchorOn);

/**
 * Whether a notice tells of that debt. One of an episode before does when it was about the same due
 * date; none does that left before what was brought along began to count.
 */
const tellsOf = (
  { key, on, earlier }: Notice,
  { dueOn, chaseFrom }: Pick<OpenItem, 'dueOn' | 'chaseFrom'>,
): boolean =>
  (earlier !== true || isOfAnchor(key, dueOn)) && (chaseFrom === undefined || on >= chaseFrom);

/**
 * From which day on messages of the stages after the notice may leave: when the debtor had the
 * least stay to answer the first notice that stands, days on hold not counted. Undefined while none
 * stands. A snapshot of before notices were remembered forbids nothing.
 */
export const demandFrom = (
  { notices, hold }: Pick<CaseState, 'notices' | 'hold'>,
  { minDaysInStage }: Pick<Strategy, 'minDaysInStage'>,
  oldest: Pick<OpenItem, 'dueOn' | 'chaseFrom'>,
): BusinessDate | undefined => {
  if (notices === undefined) return oldest.dueOn;
  return notices
    .filter((notice) => tellsOf(notice, oldest))
    .map(({ on, pausedDays = 0 }) => addDays(on, minDaysInStage + pausedDays + heldSince(hold, on)))
    .sort()[0];
};

/**
 * Under which number a notice is given once more for that due date, and not before which day: the
 * one after the last try. Undefined when that was done too often.
 */
export const noticeAgain = (
  { performed, noticeTriedOn }: Pick<CaseState, 'performed' | 'noticeTriedOn'>,
  anchorOn: BusinessDate,
): { readonly again: number; readonly from: BusinessDate } | undefined => {
  const times = performed.filter((key) => key.includes('+again') && isOfAnchor(key, anchorOn));
  if (times.length >= mostAgain) return undefined;
  const from = noticeTriedOn === undefined ? anchorOn : addDays(noticeTriedOn, 1);
  return { again: times.length + 1, from };
};

/**
 * The oldest says how long the debtor has known, and the newest may yet come back: those of
 * episodes before go first, then the ones in between.
 */
const bounded = (notices: readonly Notice[]): readonly Notice[] => {
  if (notices.length <= rememberedNotices) return notices;
  const earlier = notices.findIndex((notice) => notice.earlier === true);
  const dropped = earlier === -1 ? 1 : earlier;
  return bounded(notices.filter((_, index) => index !== dropped));
};

/** What changes with a notice that left, or did not, on that day. */
export const noticeTried = (
  { notices, undelivered = [] }: Pick<CaseState, 'notices' | 'undelivered'>,
  key: string,
  left: boolean,
  on: BusinessDate,
): Pick<CaseState, 'notices' | 'noticeTriedOn'> => {
  if (notices === undefined) return {};
  const others = notices.filter((notice) => notice.key !== key);
  // It may be known that it came back before it is known that it left.
  const stands = left && !undelivered.includes(key);
  return { noticeTriedOn: on, notices: stands ? bounded([...others, { key, on }]) : others };
};

type Noticed = Pick<CaseState, 'notices'>;

const changed = ({ notices }: Noticed, change: (notice: Notice) => Notice): Noticed =>
  notices === undefined ? {} : { notices: notices.map(change) };

/** What changes when it becomes known that the message of that key reached nobody. */
export const noticeLost = ({ notices }: Noticed, key: string): Noticed =>
  notices === undefined ? {} : { notices: notices.filter((notice) => notice.key !== key) };

/** What changes when nothing is late any more: the next lateness is another episode. */
export const noticesOfBefore = (state: Noticed): Noticed =>
  changed(state, (notice) => ({ ...notice, earlier: true }));

/** What changes when a hold ends: its days are no time to answer. */
export const noticesAfter = (state: Noticed, hold: NonNullable<CaseState['hold']>): Noticed =>
  changed(state, (notice) => {
    const pausedDays = (notice.pausedDays ?? 0) + heldSince(hold, notice.on);
    return pausedDays === 0 ? notice : { ...notice, pausedDays };
  });
