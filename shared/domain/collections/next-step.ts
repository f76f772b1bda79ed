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
import { deferredUntil } from './deferrals.ts';
import { momentOf } from './moment.ts';
import { recordFor } from './record.ts';
import { nextEntryOn, type Standing, standingOf } from './stage.ts';
import {
  entryOf,
  type Stage,
  type Step,
  type StepAction,
  type Strategy,
  stageAfter,
  stepsOf,
} from './strategy.ts';
import type { AccountPosition, Act, CaseState, Desk, OpenItem, Plan, StepKey } from './types.ts';

export const keyOf = ({ step, anchorOn, fallback }: StepKey): string =>
  `${step}@${anchorOn}${fallback === true ? '+fallback' : ''}`;

type Situation = {
  readonly state: CaseState;
  readonly strategy: Strategy;
  readonly desk: Desk;
  readonly now: Instant;
};

const laterDate = (left: BusinessDate, right: BusinessDate): BusinessDate =>
  left > right ? left : right;

const dueAtOf = (
  { state, desk, now }: Situation,
  key: StepKey,
  action: Act['action'],
  stepOn: BusinessDate,
): Instant => {
  const { hold, accountId } = state;
  const deferred = deferredUntil(state, keyOf(key));
  const notBefore = [
    now,
    ...(deferred === undefined ? [] : [deferred]),
    ...(hold === undefined ? [] : [instantAt(desk.zone, hold.until, '00:00')]),
  ].reduce((latest, at) => (at > latest ? at : latest));
  return momentOf(key, action, accountId, stepOn, notBefore, desk);
};

type Todo = { readonly key: StepKey; readonly action: StepAction };

/** What is left to do of a step for an anchor: the step, or the same on its other channel. */
const todoOf = (
  { performed, undelivered = [] }: CaseState,
  { name: step, action }: Step,
  anchorOn: BusinessDate,
): Todo | undefined => {
  const key = { step, anchorOn };
  if (!performed.includes(keyOf(key))) return { key, action };
  const again = { ...key, fallback: true } as const;
  if (!undelivered.includes(keyOf(key)) || performed.includes(keyOf(again))) return undefined;
  return action.kind === 'message' && action.fallback !== undefined
    ? { key: again, action: { kind: 'message', ...action.fallback } }
    : undefined;
};

/**
 * The acts of one stage for one anchor, each at its moment, from the day `from` until before the
 * day `until`. A step whose day has come for a later one of its kind by then is left out: after a
 * pause only the highest due step goes out, one per kind of action, so that a task for a person
 * does not swallow the notice to the debtor.
 */
const actsOf = (
  situation: Situation,
  stage: Stage,
  anchorOn: BusinessDate,
  from: BusinessDate,
  until: BusinessDate | undefined,
): readonly Act[] => {
  const steps = stepsOf(situation.strategy, stage);
  const dayOf = ({ offsetDays }: Step) => addDays(anchorOn, offsetDays);
  return steps.flatMap((step, index) => {
    const todo = todoOf(situation.state, step, anchorOn);
    if (todo === undefined) return [];
    const { key, action } = todo;
    const dueAt = dueAtOf(situation, key, action, laterDate(dayOf(step), from));
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

/** A stage whose steps were all carried out for this anchor is entered without repeating them. */
const entering = (
  situation: Situation,
  stage: Stage,
  anchorOn: BusinessDate,
  from: BusinessDate,
): readonly Act[] => {
  const acts = actsOf(situation, stage, anchorOn, from, undefined);
  const [first] = stepsOf(situation.strategy, stage);
  if (acts.length > 0 || first === undefined) return acts;
  const key = { step: first.name, anchorOn };
  const action = { kind: 'enter' } as const;
  return [{ ...key, stage, dueAt: dueAtOf(situation, key, action, from), action }];
};

/** Acts once the oldest item is late: those of the standing stage, then of the one after. */
const lateActs = (situation: Situation, standing: Standing, oldest: OpenItem): readonly Act[] => {
  const anchorOn = oldest.dueOn;
  const next = stageAfter(standing.stage);
  const nextOn = nextEntryOn(standing, situation.strategy, oldest);
  const own =
    standing.stage === 'preventive'
      ? []
      : actsOf(situation, standing.stage, anchorOn, anchorOn, nextOn);
  if (next === undefined || nextOn === undefined) return own;
  // It is done, or refused, before the stage that relies on it begins with whatever act.
  if (own.some(({ fallback }) => fallback === true)) return own;
  return [...own, ...entering(situation, next, anchorOn, nextOn)];
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
  const acts = [
    ...(late ? [] : preventiveActs(situation, items)),
    ...lateActs(situation, standing, oldest),
  ];
  const act = first(acts, desk.zone);
  return act === undefined ? idle : { next: 'wait', act };
};

/**
 * What comes before more of the items count is planned without those; failing that, what the plan
 * is at the moment at which they do.
 */
const planFrom = (situation: Situation, chased: readonly OpenItem[]): Plan => {
  const { zone } = situation.desk;
  const today = dateIn(zone, situation.now);
  const plan = planAmong(situation, countedOn(chased, today));
  const nextOn = nextCountedOn(chased, today);
  if (nextOn === undefined) return plan;
  const begins = instantAt(zone, nextOn, '00:00');
  return plan.next === 'wait' && plan.act.dueAt < begins
    ? plan
    : planFrom({ ...situation, now: begins }, chased);
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
