import type { DomainFact } from '../../../events/catalogue.ts';
import { customerOf } from '../../../shared/domain/account.ts';
import {
  addSeconds,
  type BusinessDate,
  businessDate,
  dateIn,
  type Instant,
} from '../../../shared/domain/calendar.ts';
import { notLetGo, setAside } from '../../../shared/domain/collections/acts.ts';
import { chasedItems, horizonOn } from '../../../shared/domain/collections/chased.ts';
import { zoneOf } from '../../../shared/domain/collections/desk.ts';
import { evolveAll } from '../../../shared/domain/collections/evolve.ts';
import { followUp, openCase, undelivered } from '../../../shared/domain/collections/facts.ts';
import { isOwed, nextStep, wakeAt } from '../../../shared/domain/collections/next-step.ts';
import { recordFor } from '../../../shared/domain/collections/record.ts';
import { type CreditStanding, strategyFor } from '../../../shared/domain/collections/segment.ts';
import type { OpeningSettings } from '../../../shared/domain/collections/settings.ts';
import { keyOf } from '../../../shared/domain/collections/step-key.ts';
import type { Strategy } from '../../../shared/domain/collections/strategy.ts';
import type { AccountPosition, CaseState } from '../../../shared/domain/collections/types.ts';
import { modeOf } from '../../../shared/domain/contact/mode.ts';
import { lineOfAccount } from '../../../shared/domain/credit/line/types.ts';
import { together } from '../../../shared/domain/together.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type {
  CaseStore,
  CollectionMachine,
  StoredCase,
  Wait,
  WaitTokens,
} from '../../../shared/ports/collections.ts';
import type { LineReader } from '../../../shared/ports/credit-lines.ts';
import {
  deskOf,
  readPosition,
  type SurveyDeps,
} from '../../../shared/services/collections/survey.ts';
import type { Signal } from './signals.ts';

export type SignalDeps = SurveyDeps & {
  readonly cases: CaseStore;
  readonly waits: WaitTokens;
  readonly machine: Pick<CollectionMachine, 'start' | 'wake' | 'settle'>;
  readonly creditLines: Pick<LineReader, 'load'>;
  readonly settings: Omit<OpeningSettings, 'contact'>;
  readonly clock: Clock;
};

/** Somebody else committed on the case again and again; the queue brings the signal back. */
export class CaseContended extends Error {
  override readonly name = 'CaseContended';
}

/** More than the writers that can meet on one case: a signal, a step, and their redeliveries. */
const maxTries = 5;

/** Provider replays and redrives come late; the trace of a wait outlives them all. */
const keepWaitDays = 400;

/** The due date up to which cases are opened now. */
export const horizonNow = ({
  strategyOf,
  settings: { strategy },
  clock,
}: Pick<SignalDeps, 'strategyOf' | 'settings' | 'clock'>): BusinessDate =>
  horizonOn(strategyOf(strategy.name, strategy.version), clock.now());

/**
 * Brings the case of an account in line with its ledger. Any write can be the last one before a
 * crash: the next delivery finds it done and goes on from there.
 *
 * @throws CaseContended when five rounds lost their race.
 */
export const signalAccount = async (deps: SignalDeps, signal: Signal): Promise<void> => {
  for (let tried = 0; tried < maxTries; tried += 1) {
    if ((await attempt(deps, signal)) === 'done') return;
  }
  throw new CaseContended(`${signal.accountId} lost ${maxTries} races`);
};

const attempt = async (deps: SignalDeps, signal: Signal): Promise<'done' | 'conflict'> => {
  const { accountId } = signal;
  const [whole, stored] = await together([
    readPosition(deps, accountId),
    deps.cases.load(accountId),
  ]);
  const position = setAside(whole, stored?.state);
  if (stored?.state.status === 'open') return align(deps, signal, position, stored);
  if (stored === undefined) return open(deps, signal, position, stored);
  const noted = await noteMissed(deps, signal, stored);
  if (noted === 'conflict') return noted;
  if (!noted.endDelivered) await deliverEnd(deps, noted);
  return open(deps, signal, position, noted);
};

/** Of a line that is closed too: a customer is no better a risk for having lost it. */
const creditOf = async (
  { creditLines }: Pick<SignalDeps, 'creditLines'>,
  accountId: string,
): Promise<CreditStanding | undefined> => {
  const stored = await creditLines.load(lineOfAccount(accountId));
  if (stored === undefined) return undefined;
  const { riskClass, grade, termsDays } = stored.line;
  return { riskClass, grade, termsDays };
};

/**
 * Opens a case for what is due within the horizon. What is due later is signalled by the sweep of
 * a later day, which finds it on the agenda because it was committed before this moment. What a
 * person closed the last case over opens none, until something else is owed: then it is chased
 * along with that.
 */
const open = async (
  deps: SignalDeps,
  { accountId, cause }: Signal,
  position: AccountPosition,
  previous: StoredCase | undefined,
): Promise<'done' | 'conflict'> => {
  const everybodys = deps.settings.strategy;
  const horizon = deps.strategyOf(everybodys.name, everybodys.version);
  const now = deps.clock.now();
  const carried = { announced: previous?.state.announced ?? {} };
  const chased = notLetGo(chasedItems(position), previous?.state);
  // Every strategy of an environment looks as far ahead, so any of them says whether to open.
  if (!isOwed(chased, carried, horizon, now)) return 'done';
  const customerId = customerOf(accountId);
  const view = await deps.parties.ofCustomer(customerId);
  const mode = modeOf(deps.sending, view?.listed);
  // What was announced in simulation holds no case open for somebody who is contacted for real.
  const real = { announced: previous ? recordFor(previous.state, mode).announced : {} };
  if (!isOwed(chased, real, horizon, now)) return 'done';
  const partyId = view?.partyId ?? customerId;
  const credit = await creditOf(deps, accountId);
  const { name, version } = strategyFor(deps.settings, credit);
  const strategy = deps.strategyOf(name, version);
  const stored = await deps.cases.commit({
    stored: previous,
    facts: [openCase(accountId, partyId, strategy, previous?.state, mode, credit)],
    effectiveOn: dateIn(zoneOf(view), now),
    cause,
  });
  if (stored === 'conflict') return stored;
  await deps.machine.start({ caseId: stored.state.caseId, accountId });
  return 'done';
};

/**
 * Messages of this case that reached nobody, each once. One of a case before matters when the
 * notice that it gave was carried over.
 */
const undeliveredOf = (
  state: CaseState,
  strategy: Strategy,
  missed: NonNullable<Signal['missed']>,
): readonly DomainFact[] => {
  const facts = new Map<string, DomainFact>();
  for (const { caseId, ...message } of missed) {
    const fact = undelivered(state, strategy, message);
    if (fact === undefined) continue;
    const { step, anchorOn, fallback, again } = fact.data;
    const key = keyOf({ step, anchorOn: businessDate(anchorOn), fallback, again });
    const isCarried = state.notices?.some((notice) => notice.earlier && notice.key === key);
    if (caseId === state.caseId || isCarried === true) facts.set(key, fact);
  }
  return [...facts.values()];
};

/**
 * A message may come back when its case is over: the next case of the same due date is to know,
 * for it would count the notice, and leave the step's other channel alone.
 */
const noteMissed = async (
  deps: SignalDeps,
  { accountId, cause, missed = [] }: Signal,
  stored: StoredCase,
): Promise<StoredCase | 'conflict'> => {
  if (missed.length === 0) return stored;
  const { name, version } = stored.state.strategy;
  const facts = undeliveredOf(stored.state, deps.strategyOf(name, version), missed);
  if (facts.length === 0) return stored;
  const view = await deps.parties.ofCustomer(customerOf(accountId));
  const effectiveOn = dateIn(zoneOf(view), deps.clock.now());
  return deps.cases.commit({ stored, facts, effectiveOn, cause });
};

/** Journals what follows from the position, then wakes or ends the machine if it must know now. */
const align = async (
  deps: SignalDeps,
  { accountId, cause, missed = [] }: Signal,
  position: AccountPosition,
  stored: StoredCase,
): Promise<'done' | 'conflict'> => {
  const { caseId, strategy: named } = stored.state;
  const strategy = deps.strategyOf(named.name, named.version);
  const now = deps.clock.now();
  // An ending case raises its wait unread.
  const ends = !isOwed(chasedItems(position), stored.state, strategy, now);
  const [view, wait] = await together([
    deps.parties.ofCustomer(customerOf(accountId)),
    ends ? undefined : deps.waits.read(caseId),
  ]);
  // The machine planned with a case that is newer than the one read above.
  if ((wait?.armedVersion ?? 0) > stored.revision) return 'conflict';
  const zone = zoneOf(view);
  const thresholds = deps.settings.overdueThresholdMinor;
  const mode = modeOf(deps.sending, view?.listed);
  const on = dateIn(zone, now);
  const context = { state: stored.state, position, strategy, thresholds, zone, mode, now };
  const followed = followUp(context);
  const state = evolveAll(stored.state, followed, on) ?? stored.state;
  const facts = [...followed, ...undeliveredOf(state, strategy, missed)];
  const aligned =
    facts.length === 0
      ? stored
      : await deps.cases.commit({ stored, facts, effectiveOn: on, cause });
  if (aligned === 'conflict') return aligned;
  if (aligned.state.status === 'closed') {
    await deliverEnd(deps, aligned);
    return 'done';
  }
  // A crash between the case and its start, or a start that has not come to its first wait yet.
  if (wait?.armedVersion === undefined) await deps.machine.start({ caseId, accountId });
  const plan = nextStep(
    aligned.state,
    position,
    strategy,
    deskOf(deps, accountId, view)(caseId),
    now,
  );
  if (sleepsUntil(wait, now, wakeAt(plan))) return 'done';
  const raised = facts.length === 0 ? await deps.cases.bump(aligned) : aligned;
  if (raised === 'conflict') return raised;
  const { token, dueAt: armedFor } = await deps.waits.signal(caseId, raised.revision);
  if (token !== undefined && armedFor !== undefined && armedFor > now) {
    await deps.machine.wake(token);
  }
  return 'done';
};

/**
 * Whether the machine sleeps, undisturbed, and will be up no later than the act is due: then it
 * finds out by itself, and the signal costs it nothing.
 */
const sleepsUntil = (wait: Wait | undefined, now: Instant, dueAt: Instant | undefined): boolean =>
  wait?.token !== undefined &&
  wait.armedVersion !== undefined &&
  wait.dueAt !== undefined &&
  wait.dueAt > now &&
  (wait.signalVersion ?? 0) <= wait.armedVersion &&
  (dueAt === undefined || dueAt >= wait.dueAt);

/** The closed case's machine is told through its wait, or refuses its next wait and finds out. */
const deliverEnd = async (deps: SignalDeps, stored: StoredCase): Promise<void> => {
  const forgetAt = addSeconds(deps.clock.now(), keepWaitDays * 86_400);
  const { token } = await deps.waits.signal(stored.state.caseId, stored.revision, forgetAt);
  if (token !== undefined) await deps.machine.settle(token);
  await deps.cases.markEndDelivered(stored);
};
