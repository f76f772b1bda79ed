import type { DomainFact } from '../../../events/catalogue.ts';
import {
  addDays,
  type BusinessDate,
  dateIn,
  type Instant,
} from '../../../shared/domain/calendar.ts';
import { setAside } from '../../../shared/domain/collections/acts.ts';
import { askedThrough } from '../../../shared/domain/collections/asked.ts';
import {
  chasedItems,
  countedOn,
  unplannedItems,
} from '../../../shared/domain/collections/chased.ts';
import { deferredUntil } from '../../../shared/domain/collections/deferrals.ts';
import { zoneOf } from '../../../shared/domain/collections/desk.ts';
import { evolveAll } from '../../../shared/domain/collections/evolve.ts';
import {
  type CaseContext,
  deferred,
  enterStage,
  followUp,
  missedBecause,
  openTask,
  performed,
  undelivered,
} from '../../../shared/domain/collections/facts.ts';
import { nextStep } from '../../../shared/domain/collections/next-step.ts';
import { positionOf } from '../../../shared/domain/collections/position.ts';
import { recordFor } from '../../../shared/domain/collections/record.ts';
import { keyOf } from '../../../shared/domain/collections/step-key.ts';
import type { OverdueThresholds } from '../../../shared/domain/collections/threshold.ts';
import type { Act, OpenItem } from '../../../shared/domain/collections/types.ts';
import type { ContactMode } from '../../../shared/domain/contact/mode.ts';
import { InvariantError } from '../../../shared/domain/errors.ts';
import { sumMinor } from '../../../shared/domain/money.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { CaseStore, StoredCase } from '../../../shared/ports/collections.ts';
import type { MessageItem, MessageOutcome, Messenger } from '../../../shared/ports/contact.ts';
import type { Cause } from '../../../shared/ports/journal.ts';
import {
  deskOf,
  type Survey,
  type SurveyDeps,
  survey,
} from '../../../shared/services/collections/survey.ts';
import type { StepMessage, StepResult } from '../../../statemachines/collection/io.ts';

export type PerformDeps = SurveyDeps & {
  readonly cases: Pick<CaseStore, 'load' | 'commit'>;
  readonly messenger: Messenger;
  readonly thresholds: OverdueThresholds;
  readonly clock: Clock;
};

export type Performance =
  | {
      readonly done: true;
      readonly outcome: StepResult['outcome'];
      /** Of a message, for the log: the attempt, and the invoices that it lists. */
      readonly message?: Readonly<Record<string, unknown>>;
    }
  /** The message left, or not: nobody can say yet. Look again then. */
  | { readonly done: false; readonly lookAgainAt: Instant };

/** Somebody else committed on the case again and again; the queue brings the step back. */
export class CaseContended extends Error {
  override readonly name = 'CaseContended';
}

const maxTries = 5;

/** A message lists this many items; the rest is a line with their number and sum. */
const listedItems = 200;

const nothingDue: Performance = { done: true, outcome: 'nothing-due' };

/** The case as long as it is the one that was asked for, and open. */
const openCaseOf = (stored: StoredCase | undefined, caseId: string): StoredCase | undefined =>
  stored?.state.caseId === caseId && stored.state.status === 'open' ? stored : undefined;

/**
 * Reads everything again and does what is due now, whatever was due when the step was queued. The
 * balance counts here and not at planning time: a payment in between leaves nothing to do.
 *
 * Safe to repeat after a crash anywhere: tasks commit with their step, and the messenger sends an
 * attempt once and answers later calls with its outcome.
 *
 * @throws CaseContended when five commits lost their race.
 */
export const performDue = async (
  deps: PerformDeps,
  message: StepMessage,
  deliveries: number,
): Promise<Performance> => {
  const { accountId, caseId } = message;
  const stored = openCaseOf(await deps.cases.load(accountId), caseId);
  const seen = await survey(deps, accountId);
  const found = { ...seen, position: setAside(seen.position, stored?.state) };
  const now = deps.clock.now();
  const due = stored && dueNow(deps, stored, found, now);
  if (stored === undefined || due === undefined) {
    return deliveries > 1 ? settle(deps, message, found.partyId, now) : nothingDue;
  }
  const cause = {
    causationId: `${caseId}#${keyOf(due)}`,
    correlationId: caseId,
  };
  if (due.action.kind !== 'message') return record(deps, stored, found, now, due, undefined, cause);
  const through = askedUpTo(due, found, now);
  const on = dateIn(zoneOf(found.view), now);
  const about = await seenThrough(deps, stored, found, through, on);
  const outcome = await deps.messenger.perform({
    caseId,
    accountId,
    partyId: found.partyId,
    stage: due.stage,
    step: due.step,
    anchorOn: due.anchorOn,
    again: due.again,
    channel: due.action.channel,
    template: due.action.template,
    mode: found.mode,
    items: itemsOf(about),
    totals: totalsOf(about),
    asked: askedThrough(countedOn(chasedItems(about.position), about.today), through),
    cause,
    now,
  });
  if (outcome.outcome === 'pending') return { done: false, lookAgainAt: outcome.until };
  const performance = await record(deps, stored, found, now, due, outcome, cause);
  const attemptId = 'attemptId' in outcome ? outcome.attemptId : undefined;
  const invoiceNumbers = [...new Set(itemsOf(about).map((item) => item.invoiceNumber))];
  return performance.done
    ? { ...performance, message: { attemptId, invoiceNumbers } }
    : performance;
};

/**
 * A step that came back and is no longer due, because it was paid meanwhile, may have left an
 * attempt without an outcome: it is settled before the step is let go.
 */
const settle = async (
  { messenger }: PerformDeps,
  { caseId, step, anchorOn }: StepMessage,
  partyId: string,
  now: Instant,
): Promise<Performance> => {
  const causationId = `${caseId}#${step}@${anchorOn}`;
  const cause = { causationId, correlationId: caseId };
  const lookAgainAt = await messenger.settleOverdue({ partyId, caseId, cause, now });
  return lookAgainAt === undefined ? nothingDue : { done: false, lookAgainAt };
};

const contextOf = (
  deps: PerformDeps,
  { state }: StoredCase,
  { position, view, mode }: Survey,
  now: Instant,
): CaseContext => ({
  state,
  position,
  strategy: deps.strategyOf(state.strategy.name, state.strategy.version),
  thresholds: deps.thresholds,
  zone: zoneOf(view),
  mode,
  now,
});

/** An entered stage shows in the stage, not in the steps: it is entered because those were done. */
const isRecorded = ({ state }: StoredCase, act: Act, mode: ContactMode): boolean =>
  act.action.kind !== 'enter' && recordFor(state, mode).performed.includes(keyOf(act));

/**
 * What the planner would find due, contacts of the party included: anything else would end a wait
 * at once, again and again, until the two agree. When nothing is, another account of the party may
 * have been faster; then the act is taken to the gate all the same, which says later, and the
 * journal hears why.
 */
const dueNow = (
  deps: PerformDeps,
  stored: StoredCase,
  found: Survey,
  now: Instant,
): Act | undefined => {
  const { state, position, strategy } = contextOf(deps, stored, found, now);
  const dueBy = (view: Survey['view']): Act | undefined => {
    const desk = deskOf(deps, state.accountId, view)(state.caseId);
    const plan = nextStep(state, position, strategy, desk, now);
    return plan.next === 'wait' && plan.act.dueAt <= now ? plan.act : undefined;
  };
  return dueBy(found.view) ?? dueBy(found.view && { ...found.view, recent: [] });
};

/** Messages before the due date ask for what they announce, all others for what is past due. */
const askedUpTo = (act: Act, { view }: Survey, now: Instant): BusinessDate =>
  act.stage === 'preventive'
    ? (act.announcedThrough ?? act.anchorOn)
    : addDays(dateIn(zoneOf(view), now), -1);

/** What a message is about: the items that count today, and what there is beside them. */
type About = Pick<Survey, 'ledger' | 'position'> & { readonly today: BusinessDate };

/**
 * The page of oldest items may end before all that is asked for, or before all that a running plan
 * is about to settle, or not show all that is contested or does not count yet: then the account is
 * read whole.
 */
const seenThrough = async (
  { ledger }: PerformDeps,
  { state }: StoredCase,
  found: Survey,
  through: BusinessDate,
  today: BusinessDate,
): Promise<About> => {
  const { complete, open, accountId, openCount, plannedMinor } = found.ledger;
  const last = open.at(-1);
  if (complete || last === undefined) return { ...found, today };
  const { items } = found.position;
  const listed = countedOn(items, today).filter(({ disputed }) => !disputed);
  const showsAll = last.dueOn > through && listed.length === items.length;
  if (showsAll && plannedMinor === 0) return { ...found, today };
  const whole = await ledger.position(accountId, { limit: openCount });
  return { ledger: whole, position: setAside(positionOf(whole), state), today };
};

const itemsOf = ({ position, today }: About): readonly MessageItem[] =>
  countedOn(unplannedItems(position), today)
    .slice(0, listedItems)
    .map((item) => {
      const { disputed: _disputed, chaseFrom: _chaseFrom, ...listed } = item;
      return listed;
    });

const openMinorOf = (items: readonly OpenItem[]): number =>
  sumMinor(items.map(({ openMinor }) => openMinor));

/**
 * What is open and what cash there is: without what a running plan is about to settle, what is
 * contested, and what does not count yet with the cash that covers it.
 */
const totalsOf = ({ ledger: { openCount, totals }, position, today }: About) => {
  const undisputed = position.items.filter(({ disputed }) => !disputed);
  const unplanned = unplannedItems(position);
  const chased = chasedItems(position);
  const left = countedOn(unplanned, today);
  const settledMinor = openMinorOf(undisputed) - openMinorOf(unplanned);
  const uncoveredMinor = openMinorOf(chased) - openMinorOf(countedOn(chased, today));
  const coveringMinor = openMinorOf(unplanned) - openMinorOf(left) - uncoveredMinor;
  return {
    items: openCount - (position.items.length - left.length),
    openMinor: totals.openMinor - (openMinorOf(position.items) - openMinorOf(left)),
    unappliedMinor: totals.unappliedMinor - settledMinor - coveringMinor,
  };
};

/**
 * Commits what was done together with what it means for the case. When another commit came first,
 * the case is read again and the act, which has happened, is recorded on it as it is then.
 */
const record = async (
  deps: PerformDeps,
  first: StoredCase,
  found: Survey,
  now: Instant,
  act: Act,
  message: Exclude<MessageOutcome, { outcome: 'pending' }> | undefined,
  cause: Cause,
): Promise<Performance> => {
  let stored: StoredCase | undefined = first;
  for (let tried = 0; tried < maxTries; tried += 1) {
    if (stored === undefined || isRecorded(stored, act, found.mode)) return nothingDue;
    const context = contextOf(deps, stored, found, now);
    const { facts, outcome } = factsOf(context, act, message);
    if (facts.length === 0) return { done: true, outcome };
    const effectiveOn = dateIn(context.zone, now);
    const committed = await deps.cases.commit({ stored, facts, effectiveOn, cause });
    if (committed !== 'conflict') return { done: true, outcome };
    stored = openCaseOf(await deps.cases.load(first.state.accountId), first.state.caseId);
  }
  throw new CaseContended(`${first.state.caseId} lost ${maxTries} races`);
};

const factsOf = (
  before: CaseContext,
  act: Act,
  message: Exclude<MessageOutcome, { outcome: 'pending' }> | undefined,
): { readonly facts: readonly DomainFact[]; readonly outcome: StepResult['outcome'] } => {
  // Closing is for the signal of the payment, which also tells the machine.
  const aligned = followUp(before).filter(({ type }) => type !== 'CaseClosed');
  const state = evolveAll(before.state, aligned, dateIn(before.zone, before.now)) ?? before.state;
  const context = { ...before, state };
  if (message?.outcome === 'deferred') {
    const { until, reason } = message;
    const known = deferredUntil(state, keyOf(act)) === until;
    const facts = known ? aligned : [...aligned, deferred(state, act, until, reason)];
    return { facts, outcome: 'deferred' };
  }
  const entered = [...aligned, ...enterStage(context, act)];
  if (act.action.kind === 'enter') return { facts: entered, outcome: 'stage-entered' };
  if (act.action.kind === 'task') {
    const task = openTask(context, act, act.action);
    const step = performed(context, act, { outcome: 'task-opened', taskId: task.data.taskId });
    return { facts: [...entered, task, step], outcome: 'task-opened' };
  }
  if (message === undefined) throw new InvariantError(`no outcome of the message ${keyOf(act)}`);
  const reason = missedBecause(message);
  const { channel, fallback } = act.action;
  // Of a message that did not leave it matters only that another channel may try.
  const missed =
    reason === undefined || fallback === undefined || act.again !== undefined
      ? undefined
      : undelivered(state, context.strategy, { ...act, channel, reason });
  const step = performed(context, act, message);
  return {
    facts: [...entered, step, ...(missed === undefined ? [] : [missed])],
    outcome: message.outcome,
  };
};
