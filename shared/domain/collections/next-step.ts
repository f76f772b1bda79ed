import {
  addDays,
  type BusinessDate,
  dateIn,
  daysBetween,
  type Instant,
  instantAt,
  type Zone,
} from '../calendar.ts';
import {
  announcedThrough,
  chasedItems,
  concernsOn,
  countedOn,
  daysPastDue,
  horizonOn,
  nextCountedOn,
} from './chased.ts';
import { dueAtOf, laterDate, type Situation, todoOf } from './due.ts';
import { type MissingNotice, missingNotice } from './missing-notice.ts';
import { demandFrom, givesNotice, needsNotice } from './notices.ts';
import { recordFor } from './record.ts';
import { nextEntryOn, type Standing, standingOf } from './stage.ts';
import { keyOf } from './step-key.ts';
import { entryOf, type Stage, type Step, type Strategy, stageAfter, stepsOf } from './strategy.ts';
import type { AccountPosition, Act, CaseState, Desk, OpenItem, Plan } from './types.ts';

type Span = {
  readonly from: BusinessDate;
  /** No act on this day or after; undefined after the last stage, or for the one that follows. */
  readonly until?: BusinessDate | undefined;
  /** No message that needs a notice before this day; undefined while none stands. */
  readonly demandOn: BusinessDate | undefined;
};

/**
 * The acts of one stage for one anchor, each at its moment, within the span. A step whose day has
 * come for a later one of its kind by then is left out: after a pause only the highest due step
 * goes out, one per kind of action, so that a task for a person does not swallow the notice to the
 * debtor.
 */
const actsOf = (
  situation: Situation,
  stage: Stage,
  anchorOn: BusinessDate,
  { from, until, demandOn }: Span,
): readonly Act[] => {
  const steps = stepsOf(situation.strategy, stage);
  const dayOf = ({ offsetDays }: Step) => addDays(anchorOn, offsetDays);
  return steps.flatMap((step, index) => {
    const todo = todoOf(situation.state, step, anchorOn);
    if (todo === undefined) return [];
    const { key, action } = todo;
    const needsOne = action.kind === 'message' && needsNotice(stage);
    const notBefore = needsOne ? demandOn : from;
    if (notBefore === undefined) return [];
    const stepOn = laterDate(laterDate(dayOf(step), from), notBefore);
    const dueAt = dueAtOf(situation, key, action, stepOn);
    const on = dateIn(situation.desk.zone, dueAt);
    const overtaken = steps
      .slice(index + 1)
      .some((later) => later.action.kind === step.action.kind && dayOf(later) <= on);
    // What is to be said once more holds the next stage back, however late it is.
    const isLate = until !== undefined && on >= until && key.fallback !== true;
    if (overtaken || isLate) return [];
    return [{ ...key, stage, dueAt, action }];
  });
};

/**
 * The acts that enter a stage. One whose steps were all carried out for this anchor is entered
 * without repeating them, and so is one whose messages wait for a notice that cannot be given: on
 * the day of its calendar, unless another act enters it by then.
 */
const entering = (
  situation: Situation,
  stage: Stage,
  anchorOn: BusinessDate,
  span: Span,
  noticeComes: boolean,
): readonly Act[] => {
  const acts = actsOf(situation, stage, anchorOn, span);
  const [first] = stepsOf(situation.strategy, stage);
  const waits = needsNotice(stage) && span.demandOn === undefined;
  if (first === undefined || (waits ? noticeComes : acts.length > 0)) return acts;
  const key = { step: first.name, anchorOn };
  const action = { kind: 'enter' } as const;
  const dueAt = dueAtOf(situation, key, action, span.from);
  const dayOf = (at: Instant) => dateIn(situation.desk.zone, at);
  return acts.some((act) => dayOf(act.dueAt) <= dayOf(dueAt))
    ? acts
    : [...acts, { ...key, stage, dueAt, action }];
};

type LateActs = Pick<MissingNotice, 'lookAt'> & { readonly acts: readonly Act[] };

const isNotice = ({ stage, action }: Act): boolean =>
  givesNotice(stage) && action.kind === 'message';

/**
 * Acts once the oldest item is late: those of the standing stage, the notice that is missing, then
 * those of the stage after.
 */
const lateActs = (situation: Situation, standing: Standing, oldest: OpenItem): LateActs => {
  const { state, strategy } = situation;
  const anchorOn = oldest.dueOn;
  const next = stageAfter(standing.stage);
  const nextOn = nextEntryOn(standing, strategy, oldest);
  const demandOn = demandFrom(state, strategy, oldest);
  const isEntered = standing.stage !== 'preventive';
  const own = isEntered
    ? actsOf(situation, standing.stage, anchorOn, { from: anchorOn, until: nextOn, demandOn })
    : [];
  const isMissing = isEntered && demandOn === undefined && !own.some(isNotice);
  const { act, lookAt } = isMissing ? missingNotice(situation, anchorOn) : {};
  const acts = act === undefined ? own : [...own, act];
  if (next === undefined || nextOn === undefined) return { acts, lookAt };
  // It is done, or refused, before the stage that relies on it begins with whatever act.
  if (own.some(({ fallback }) => fallback === true)) return { acts };
  const span = { from: nextOn, demandOn };
  const entry = entering(situation, next, anchorOn, span, act !== undefined);
  return { acts: [...acts, ...entry], lookAt };
};

/** The first announcement of that step which reached nobody and may be made on its other channel. */
const announceAgain = (
  situation: Situation,
  step: Step,
  items: readonly OpenItem[],
  isLate: (anchorOn: BusinessDate, on: BusinessDate) => boolean,
): Act | undefined => {
  const { state, desk } = situation;
  for (const { dueOn: anchorOn } of items) {
    const todo = todoOf(state, step, anchorOn);
    if (todo?.key.fallback !== true) continue;
    const { key, action } = todo;
    const dueAt = dueAtOf(situation, key, action, addDays(anchorOn, step.offsetDays));
    if (isLate(anchorOn, dateIn(desk.zone, dueAt))) continue;
    const through = state.announced[step.name];
    return { ...key, stage: 'preventive', dueAt, action, announcedThrough: through };
  }
  return undefined;
};

/**
 * Announcements while nothing is late. A step announces the earliest due date that neither it nor
 * a later preventive step has announced, together with all that fall due within the merge span;
 * it never happens on a day on which the account would already be late.
 */
const preventiveActs = (situation: Situation, items: readonly OpenItem[]): readonly Act[] => {
  const { state, strategy, desk } = situation;
  const oldest = items[0];
  if (oldest === undefined) return [];
  const lateOn = addDays(oldest.dueOn, entryOf(strategy, 'administrative'));
  const steps = stepsOf(strategy, 'preventive');
  return steps.flatMap((step, index) => {
    const announcedBy = steps.slice(index).map(({ name }) => state.announced[name] ?? '');
    const fresh = items.filter(({ dueOn }) => announcedBy.every((through) => dueOn > through));
    const isOvertaken = (anchorOn: BusinessDate, on: BusinessDate) =>
      steps.slice(index + 1).some((later) => addDays(anchorOn, later.offsetDays) <= on);
    const again = announceAgain(
      situation,
      step,
      items,
      (anchorOn, on) => on >= lateOn || isOvertaken(anchorOn, on),
    );
    if (again !== undefined) return [again];
    for (const { dueOn: anchorOn } of fresh) {
      const key = { step: step.name, anchorOn };
      if (state.performed.includes(keyOf(key))) continue;
      const dueAt = dueAtOf(situation, key, step.action, addDays(anchorOn, step.offsetDays));
      const on = dateIn(desk.zone, dueAt);
      if (on >= lateOn) return [];
      if (isOvertaken(anchorOn, on)) continue;
      const mergeThrough = addDays(anchorOn, strategy.mergeDays);
      const merged = fresh.filter(({ dueOn }) => dueOn >= anchorOn && dueOn <= mergeThrough);
      const through = merged.at(-1)?.dueOn ?? anchorOn;
      return [
        { ...key, stage: 'preventive', dueAt, action: step.action, announcedThrough: through },
      ];
    }
    return [];
  });
};

/**
 * By day, the message before the task, then by hour: a person who is asked to call finds that the
 * debtor was written to.
 */
const first = (acts: readonly Act[], zone: Zone): Act | undefined => {
  const orderOf = (act: Act) =>
    `${dateIn(zone, act.dueAt)} ${act.action.kind === 'task' ? 1 : 0} ${act.dueAt}`;
  return acts.reduce<Act | undefined>(
    (best, act) => (best === undefined || orderOf(act) < orderOf(best) ? act : best),
    undefined,
  );
};

/** What is open that is late, was announced, or is about to be. */
export const owedNow = (
  chased: readonly OpenItem[],
  state: Pick<CaseState, 'announced'>,
  strategy: Strategy,
  now: Instant,
): readonly OpenItem[] => {
  const horizon = horizonOn(strategy, now);
  const through = announcedThrough(state);
  const until = through !== undefined && through > horizon ? through : horizon;
  return chased.filter((item) => concernsOn(item) <= until);
};

/** Whether anything is. */
export const isOwed = (...given: Parameters<typeof owedNow>): boolean =>
  owedNow(...given).length > 0;

/** The plan as long as these items count, and no others. */
const planAmong = (
  situation: Situation,
  items: readonly OpenItem[],
): Exclude<Plan, { readonly next: 'close' }> => {
  const { state, strategy, desk, now } = situation;
  const today = dateIn(desk.zone, now);
  const standing = standingOf(state, strategy, daysPastDue(items, today), today);
  const idle = { next: 'idle', stage: standing.stage } as const;
  const oldest = items[0];
  if (oldest === undefined) return idle;
  const late = daysBetween(oldest.dueOn, today) >= entryOf(strategy, 'administrative');
  const { acts, lookAt } = lateActs(situation, standing, oldest);
  const act = first([...(late ? [] : preventiveActs(situation, items)), ...acts], desk.zone);
  const looks = late && lookAt !== undefined ? { lookAt } : {};
  return act === undefined ? { ...idle, ...looks } : { next: 'wait', act, ...looks };
};

/** When the case is to be planned anew; undefined when only a signal can change its plan. */
export const wakeAt = (plan: Plan): Instant | undefined => {
  if (plan.next === 'close') return undefined;
  const [at] = [plan.lookAt, plan.next === 'wait' ? plan.act.dueAt : undefined]
    .flatMap((each) => each ?? [])
    .sort();
  return at;
};

/**
 * What comes before more of the items count is planned without those; failing that, what the plan
 * is at the moment at which they do.
 */
const planFrom = (
  situation: Situation,
  chased: readonly OpenItem[],
): Exclude<Plan, { readonly next: 'close' }> => {
  const { zone } = situation.desk;
  const today = dateIn(zone, situation.now);
  const plan = planAmong(situation, countedOn(chased, today));
  const nextOn = nextCountedOn(chased, today);
  if (nextOn === undefined) return plan;
  const begins = instantAt(zone, nextOn, '00:00');
  if (plan.next === 'wait' && plan.act.dueAt < begins) return plan;
  const then = planFrom({ ...situation, now: begins }, chased);
  return plan.lookAt !== undefined && plan.lookAt < begins
    ? { ...then, lookAt: plan.lookAt }
    : then;
};

/**
 * The one answer to "what comes next on this case, and when", shared by whoever plans, wakes or
 * acts. Pure: the same case, position, contact log and moment give the same answer.
 *
 * Days are those of the party's zone. A late account runs the steps of its stage only; every
 * message lists all open items anyway, so announcing on top would only add noise.
 */
export const nextStep = (
  given: CaseState,
  position: AccountPosition,
  strategy: Strategy,
  desk: Desk,
  now: Instant,
): Plan => {
  const state = recordFor(given, desk.mode);
  const chased = chasedItems(position);
  if (!isOwed(chased, state, strategy, now)) return { next: 'close' };
  return planFrom({ state, strategy, desk, now }, chased);
};
