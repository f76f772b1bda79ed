import type { DomainFact } from '../../../events/catalogue.ts';
import { type BusinessDate, businessDate, instant } from '../calendar.ts';
import { InvariantError } from '../errors.ts';
import { withDeferral, withoutDeferral } from './deferrals.ts';
import { givesNotice, noticeLost, noticesAfter, noticesOfBefore, noticeTried } from './notices.ts';
import { restarted } from './record.ts';
import { pausedOn } from './stage.ts';
import { keyOf } from './step-key.ts';
import type { CaseState, CaseTask } from './types.ts';

/**
 * How many performed steps a case remembers. Contact rules let through two a week, so this is
 * most of a year of one unbroken effort, while the snapshot stays under 4 kB.
 */
const rememberedSteps = 96;

/** Outcomes of messages that left, may have left, or would have. */
const left: ReadonlySet<string> = new Set(['sent', 'unknown', 'simulated']);

const opened = (data: (DomainFact & { readonly type: 'CaseOpened' })['data']): CaseState => ({
  caseId: data.caseId,
  accountId: data.accountId,
  partyId: data.partyId,
  sequence: data.sequence,
  strategy: { name: data.strategy, version: data.strategyVersion },
  ...(data.credit === undefined ? {} : { credit: data.credit }),
  status: 'open',
  announced: Object.fromEntries(
    Object.entries(data.announced).map(([step, on]) => [step, businessDate(on)]),
  ),
  performed: data.performed,
  ...(data.undelivered === undefined ? {} : { undelivered: data.undelivered }),
  ...(data.notices === undefined
    ? {}
    : {
        notices: data.notices.map(({ on, ...notice }) => ({
          ...notice,
          on: businessDate(on),
          earlier: true,
        })),
      }),
  ...(data.simulated === undefined ? {} : { simulated: data.simulated }),
  ...(data.hold === undefined
    ? {}
    : { hold: { from: businessDate(data.hold.from), until: businessDate(data.hold.until) } }),
  ...(data.handedOff === undefined ? {} : { handedOff: data.handedOff }),
  thresholdExceeded: false,
});

const withoutDeferrals = (state: CaseState): CaseState => {
  const { deferred: _, ...rest } = state;
  return rest;
};

/** The case without its hold, which counted as a pause until that day. */
const withoutHold = (state: CaseState, until: BusinessDate): CaseState => {
  const { hold, pausedDays: _, ...rest } = state;
  if (hold === undefined) return state;
  const ended = { ...state, hold: { ...hold, until: until < hold.until ? until : hold.until } };
  const pausedDays = pausedOn(ended, state.stageEnteredOn);
  const after = { ...rest, ...noticesAfter(state, ended.hold) };
  return pausedDays === 0 ? after : { ...after, pausedDays };
};

const withTasks = (state: CaseState, tasks: readonly CaseTask[]): CaseState => {
  const { tasks: _, ...rest } = state;
  return tasks.length === 0 ? rest : { ...rest, tasks };
};

const tasksBut = ({ tasks = [] }: CaseState, taskId: string): readonly CaseTask[] =>
  tasks.filter((task) => task.taskId !== taskId);

const withTask = (state: CaseState, taskId: string, change: (task: CaseTask) => CaseTask) =>
  withTasks(
    state,
    (state.tasks ?? []).map((task) => (task.taskId === taskId ? change(task) : task)),
  );

const free = (task: CaseTask): CaseTask => {
  const { claimedBy: _, ...rest } = task;
  return rest;
};

/** Undelivered steps beside this one. */
const others = ({ undelivered = [] }: CaseState, key: string): readonly string[] =>
  undelivered.filter((each) => each !== key);

/**
 * The case after one of its events.
 *
 * @throws InvariantError for an event before the case was opened, or of another aggregate.
 */
export const evolve = (
  state: CaseState | undefined,
  fact: DomainFact,
  effectiveOn: BusinessDate,
): CaseState => {
  if (fact.type === 'CaseOpened') return opened(fact.data);
  if (state === undefined) throw new InvariantError(`${fact.type} before CaseOpened`);
  switch (fact.type) {
    case 'CaseStageEntered':
    case 'CaseDeescalated': {
      const { pausedDays: _, ...rest } = state;
      return {
        ...rest,
        ...(fact.data.stage === 'preventive' ? noticesOfBefore(state) : {}),
        stage: fact.data.stage,
        stageEnteredOn: effectiveOn,
      };
    }
    case 'CaseRestarted':
      return restarted(state);
    case 'StepPerformed': {
      const { step, announcedThrough, fallback, again, stage, action, outcome } = fact.data;
      const anchorOn = businessDate(fact.data.anchorOn);
      const key = keyOf({ step, anchorOn, fallback, again });
      const known = state.announced[step];
      const through =
        announcedThrough === undefined || (known !== undefined && known > announcedThrough)
          ? known
          : businessDate(announcedThrough);
      return {
        ...withoutDeferral(state, key),
        ...(fallback === true ? { undelivered: others(state, keyOf({ step, anchorOn })) } : {}),
        ...(givesNotice(stage) && action === 'message'
          ? noticeTried(state, key, left.has(outcome), effectiveOn)
          : {}),
        announced:
          through === undefined ? state.announced : { ...state.announced, [step]: through },
        performed: [...state.performed.filter((each) => each !== key), key].slice(-rememberedSteps),
        ...(fact.data.mode === 'shadow'
          ? { simulated: [...(state.simulated ?? []), key].slice(-rememberedSteps) }
          : {}),
      };
    }
    case 'StepDeferred': {
      const { step, anchorOn, fallback, again, until } = fact.data;
      const key = keyOf({ step, anchorOn: businessDate(anchorOn), fallback, again });
      return withDeferral(state, key, instant(until), effectiveOn);
    }
    case 'StepUndelivered': {
      const { step, anchorOn, fallback, again } = fact.data;
      const key = keyOf({ step, anchorOn: businessDate(anchorOn), fallback, again });
      const undelivered = [...others(state, key), key].slice(-rememberedSteps);
      return { ...state, ...noticeLost(state, key), undelivered };
    }
    case 'OverdueThresholdExceeded':
      return { ...state, thresholdExceeded: true };
    case 'CaseHeld': {
      const hold = { from: effectiveOn, until: businessDate(fact.data.until) };
      return { ...withoutHold(state, effectiveOn), hold };
    }
    case 'CaseReleased': {
      const { letGo: _, handedOff, ...rest } = withoutHold(state, effectiveOn);
      return fact.data.from === 'close' || handedOff === undefined ? rest : { ...rest, handedOff };
    }
    case 'TaskOpened': {
      const { taskId, role, dueOn, mode } = fact.data;
      const task = {
        taskId,
        role,
        dueOn: businessDate(dueOn),
        ...(mode === 'shadow' ? { mode } : {}),
      };
      return withTasks(state, [...tasksBut(state, taskId), task]);
    }
    case 'TaskClaimed': {
      const { taskId, act } = fact.data;
      return withTask(state, taskId, (task) => ({ ...task, claimedBy: act.actor }));
    }
    case 'TaskReturned':
      return withTask(state, fact.data.taskId, free);
    case 'TaskFinished':
      return withTasks(state, tasksBut(state, fact.data.taskId));
    case 'CaseClosed': {
      const { letGo, reason } = fact.data;
      const closed = withTasks(withoutDeferrals(state), []);
      // What was handed off before and is still owed is among what is handed off now.
      const handedOff = reason === 'handed-off' ? { handedOff: letGo } : {};
      return {
        ...closed,
        status: 'closed',
        ...(letGo === undefined ? {} : { letGo }),
        ...handedOff,
      };
    }
    default:
      throw new InvariantError(`${fact.type} is no event of a case`);
  }
};

export const evolveAll = (
  state: CaseState | undefined,
  facts: readonly DomainFact[],
  effectiveOn: BusinessDate,
): CaseState | undefined =>
  facts.reduce<CaseState | undefined>((at, fact) => evolve(at, fact, effectiveOn), state);
