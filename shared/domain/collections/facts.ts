import type { DomainFact } from '../../../events/catalogue.ts';
import { addDays, type BusinessDate, dateIn, type Instant, type Zone } from '../calendar.ts';
import { gateRefusals } from '../contact/gate.ts';
import type { ContactMode } from '../contact/mode.ts';
import { sumMinor } from '../money.ts';
import { chasedItems, countedOn, daysPastDue, overdueMinor } from './chased.ts';
import { isOwed } from './next-step.ts';
import { givesNotice } from './notices.ts';
import { mustRestart, recordFor, restarted } from './record.ts';
import type { CreditStanding } from './segment.ts';
import { standingOf } from './stage.ts';
import { keyOf } from './step-key.ts';
import { type StepAction, type Strategy, stageIndex } from './strategy.ts';
import { type OverdueThresholds, thresholdOf } from './threshold.ts';
import type { AccountPosition, Act, CaseState, StepKey } from './types.ts';

/** `account|sequence`: whoever opens the same effort names it the same. */
export const caseIdOf = (accountId: string, sequence: number): string => `${accountId}|${sequence}`;

/**
 * How many performed steps the next effort is told of. A late episode has fewer steps than this
 * under every strategy, so an effort that closes and reopens within it repeats none.
 */
const carriedSteps = 20;

/**
 * The next effort on an account. What was announced and carried out is carried over, so that
 * nothing is announced twice and no notice comes twice for the same anchor: what was simulated,
 * only as long as the party is not contacted for real. A hold goes on: it was put on the debtor.
 */
export const openCase = (
  accountId: string,
  partyId: string,
  strategy: Strategy,
  last: CaseState | undefined,
  mode: ContactMode,
  credit?: CreditStanding,
): DomainFact & { readonly type: 'CaseOpened' } => {
  const previous = last && recordFor(last, mode);
  const sequence = (previous?.sequence ?? 0) + 1;
  const performed = previous?.performed.slice(-carriedSteps) ?? [];
  const missed = previous?.undelivered?.filter((key) => performed.includes(key)) ?? [];
  const notices = previous?.notices?.filter(({ key }) => performed.includes(key)) ?? [];
  return {
    type: 'CaseOpened',
    data: {
      caseId: caseIdOf(accountId, sequence),
      accountId,
      partyId,
      sequence,
      strategy: strategy.name,
      strategyVersion: strategy.version,
      ...(credit === undefined ? {} : { credit }),
      announced: { ...previous?.announced },
      performed,
      ...(missed.length === 0 ? {} : { undelivered: missed }),
      notices: notices.map(({ key, on, pausedDays }) => ({
        key,
        on,
        ...(pausedDays === undefined ? {} : { pausedDays }),
      })),
      ...(previous?.simulated === undefined
        ? {}
        : { simulated: previous.simulated.filter((key) => performed.includes(key)) }),
      ...(previous?.hold === undefined ? {} : { hold: previous.hold }),
      ...(previous?.handedOff === undefined ? {} : { handedOff: [...previous.handedOff] }),
    },
  };
};

export type CaseContext = {
  readonly state: CaseState;
  readonly position: AccountPosition;
  readonly strategy: Strategy;
  readonly thresholds: OverdueThresholds;
  readonly zone: Zone;
  /** How the party is contacted now. */
  readonly mode: ContactMode;
  readonly now: Instant;
};

const identity = ({ caseId, accountId }: CaseState) => ({ caseId, accountId });

/**
 * What follows from the position alone, before any act: the end of the effort, or the way back
 * to a milder stage and the notice that too much is overdue. Nothing when all is as recorded.
 * What was simulated is forgotten first when the party is contacted for real.
 */
export const followUp = (context: CaseContext): readonly DomainFact[] => {
  const { state, mode } = context;
  if (state.status === 'closed' || !mustRestart(state, mode)) return followPosition(context);
  const from = state.stage === undefined ? {} : { from: state.stage };
  const restart = { type: 'CaseRestarted', data: { ...identity(state), ...from } } as const;
  return [restart, ...followPosition({ ...context, state: restarted(state) })];
};

const followPosition = (context: CaseContext): readonly DomainFact[] => {
  const { state, position, strategy, thresholds, zone, now } = context;
  if (state.status === 'closed') return [];
  const chased = chasedItems(position);
  if (!isOwed(chased, state, strategy, now)) {
    const isSettled = chased.length === 0 && position.items.every(({ disputed }) => !disputed);
    const reason = isSettled ? 'settled' : 'nothing-due';
    return [{ type: 'CaseClosed', data: { ...identity(state), reason } }];
  }
  const today = dateIn(zone, now);
  const counted = countedOn(chased, today);
  const dpd = daysPastDue(counted, today);
  const facts: DomainFact[] = [];
  const { stage } = standingOf(state, strategy, dpd, today);
  if (state.stage !== undefined && stageIndex(stage) < stageIndex(state.stage)) {
    facts.push({
      type: 'CaseDeescalated',
      data: { ...identity(state), stage, from: state.stage, daysPastDue: dpd },
    });
  }
  const overdue = overdueMinor(counted, today);
  const threshold = thresholdOf(thresholds, position.currency);
  if (overdue > threshold && !state.thresholdExceeded) {
    facts.push({
      type: 'OverdueThresholdExceeded',
      data: {
        ...identity(state),
        overdueMinor: overdue,
        currency: position.currency,
        thresholdMinor: threshold,
        daysPastDue: dpd,
      },
    });
  }
  return facts;
};

/** Entry of the act's stage, when the act is the first of a stage that the case is not in yet. */
export const enterStage = (context: CaseContext, act: Act): readonly DomainFact[] => {
  const { state, position, zone, now } = context;
  if (state.stage !== undefined && stageIndex(act.stage) <= stageIndex(state.stage)) return [];
  const today = dateIn(zone, now);
  const dpd = daysPastDue(countedOn(chasedItems(position), today), today);
  const from = state.stage === undefined ? {} : { from: state.stage };
  const data = { ...identity(state), stage: act.stage, ...from, daysPastDue: dpd };
  return [{ type: 'CaseStageEntered', data }];
};

export type StepOutcome =
  | { readonly outcome: 'sent' | 'simulated' | 'unknown'; readonly attemptId: string }
  | { readonly outcome: 'failed'; readonly attemptId: string; readonly reason: string }
  | { readonly outcome: 'refused' | 'nothing-to-say'; readonly reason: string }
  | { readonly outcome: 'task-opened'; readonly taskId: string };

/** Done for nobody, or refused to somebody who is not contacted for real. */
const modeOfStep = (mode: ContactMode, { outcome }: StepOutcome): { mode?: 'shadow' } => {
  const isReal = outcome === 'sent' || outcome === 'failed' || outcome === 'unknown';
  return outcome === 'simulated' || (mode === 'shadow' && !isReal) ? { mode: 'shadow' } : {};
};

/** In which way a step is done once more, if it is. */
const onceMore = ({ fallback, again }: Pick<StepKey, 'fallback' | 'again'>) => ({
  ...(fallback === true ? { fallback } : {}),
  ...(again === undefined ? {} : { again }),
});

export const performed = (
  { state, mode }: Pick<CaseContext, 'state' | 'mode'>,
  act: Act,
  outcome: StepOutcome,
): DomainFact => ({
  type: 'StepPerformed',
  data: {
    ...identity(state),
    stage: act.stage,
    step: act.step,
    anchorOn: act.anchorOn,
    action: act.action.kind === 'task' ? 'task' : 'message',
    ...onceMore(act),
    ...(act.announcedThrough === undefined ? {} : { announcedThrough: act.announcedThrough }),
    ...outcome,
    ...modeOfStep(mode, outcome),
  },
});

/** What the gate may say of a channel whose address is of no use, while another may be. */
const uselessAddress: ReadonlySet<string> = new Set([
  gateRefusals.noAddress,
  gateRefusals.suppressed,
]);

/**
 * Why the message of a step certainly reached nobody, so that another channel may try. Whoever
 * refuses messages of a channel, or complained of one, is not written to on another instead.
 */
export const missedBecause = (outcome: StepOutcome): string | undefined => {
  if (outcome.outcome === 'failed') {
    return outcome.reason === gateRefusals.optedOut ? undefined : outcome.reason;
  }
  return outcome.outcome === 'refused' && uselessAddress.has(outcome.reason)
    ? outcome.reason
    : undefined;
};

export type Missed = Pick<StepKey, 'step' | 'anchorOn' | 'again'> & {
  readonly channel: string;
  readonly reason: string;
};

/**
 * The message of a step reached nobody: undefined when that is known, or changes nothing. It does
 * when the step is to be done on its other channel, or when the message gave a notice; and it may
 * be known before the step is recorded.
 */
export const undelivered = (
  state: CaseState,
  strategy: Strategy,
  { step: name, anchorOn, channel, reason, again }: Missed,
): (DomainFact & { readonly type: 'StepUndelivered' }) | undefined => {
  const { notices, performed: done, undelivered: known = [] } = state;
  for (const { stage, steps } of strategy.stages) {
    const action = steps.find((each) => each.name === name)?.action;
    if (action?.kind !== 'message') continue;
    const sentBy = [action, action.fallback].find((each) => each?.channel === channel);
    if (sentBy === undefined) return undefined;
    const isMain = sentBy === action;
    const instead = { step: name, anchorOn, fallback: true } as const;
    const which = isMain ? { step: name, anchorOn, again } : { ...instead, again };
    const key = keyOf(which);
    if (known.includes(key)) return undefined;
    const fallsBack =
      isMain &&
      again === undefined &&
      action.fallback !== undefined &&
      !done.includes(keyOf(instead));
    const isNotice =
      notices?.some((notice) => notice.key === key) === true ||
      (notices !== undefined && givesNotice(stage) && !done.includes(key));
    if (!fallsBack && !isNotice) return undefined;
    return {
      type: 'StepUndelivered',
      data: {
        ...identity(state),
        stage,
        step: name,
        anchorOn,
        ...onceMore(which),
        channel: sentBy.channel,
        reason: reason.slice(0, 200),
      },
    };
  }
  return undefined;
};

export const deferred = (
  state: CaseState,
  act: Act,
  until: Instant,
  reason: string,
): DomainFact => ({
  type: 'StepDeferred',
  data: {
    ...identity(state),
    stage: act.stage,
    step: act.step,
    anchorOn: act.anchorOn,
    ...onceMore(act),
    until,
    reason,
  },
});

/** One task per step of a case; the id says which, and whether it is a simulation. */
export const taskIdOf = (caseId: string, { step, anchorOn }: StepKey, mode: ContactMode): string =>
  [caseId, step, anchorOn, ...(mode === 'shadow' ? [mode] : [])].join('|');

export const openTask = (
  context: CaseContext,
  act: Act,
  task: StepAction & { readonly kind: 'task' },
): DomainFact & { readonly type: 'TaskOpened' } => {
  const { state, position, zone, mode, now } = context;
  const today: BusinessDate = dateIn(zone, now);
  const chased = countedOn(chasedItems(position), today);
  return {
    type: 'TaskOpened',
    data: {
      taskId: taskIdOf(state.caseId, act, mode),
      ...identity(state),
      stage: act.stage,
      kind: task.task,
      role: task.role,
      dueOn: addDays(today, task.dueInDays),
      openMinor: sumMinor(chased.map(({ openMinor }) => openMinor)),
      currency: position.currency,
      daysPastDue: daysPastDue(chased, today),
      ...(mode === 'shadow' ? { mode } : {}),
    },
  };
};
