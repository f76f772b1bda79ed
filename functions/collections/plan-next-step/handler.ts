import { addSeconds, epochMs, type Instant, instant } from '../../../shared/domain/calendar.ts';
import { setAside } from '../../../shared/domain/collections/acts.ts';
import { nextStep, wakeAt } from '../../../shared/domain/collections/next-step.ts';
import type { StepKey } from '../../../shared/domain/collections/types.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { CaseStore } from '../../../shared/ports/collections.ts';
import { type SurveyDeps, survey } from '../../../shared/services/collections/survey.ts';
import type { PlanAnswer, PlanRequest } from '../../../statemachines/collection/io.ts';

export type Deps = SurveyDeps & {
  readonly cases: Pick<CaseStore, 'load'>;
  readonly clock: Clock;
};

/**
 * An execution may live for a year. At 300 days it continues as new, and no wait reaches beyond
 * that: 65 days are left for what is queued or out of order.
 */
const executionDays = 300;

/**
 * The shortest wait after a step that was planned and proved not due, doubled each time. Planner
 * and performer may differ for as long as a release takes to reach both, or their clocks do.
 */
const missSeconds = { first: 60, longest: 900 };

const pauseAfter = (misses: number): number =>
  misses === 0 ? 0 : Math.min(missSeconds.longest, missSeconds.first * 2 ** (misses - 1));

/** How often in a row this very plan was made and came to nothing. */
const missesOf = (
  last: PlanRequest['lastStep'],
  { step, anchorOn }: StepKey,
  version: number,
): number =>
  last?.outcome === 'nothing-due' &&
  last.step === step &&
  last.anchorOn === anchorOn &&
  last.version === version
    ? last.misses + 1
    : 0;

const later = (left: Instant, right: Instant): Instant => (left > right ? left : right);

const earlier = (left: Instant, right: Instant): Instant => (left < right ? left : right);

const secondsUntil = (now: Instant, at: Instant): number =>
  Math.max(1, Math.ceil((epochMs(at) - epochMs(now)) / 1000));

/**
 * Answers what the case waits for. Writes nothing.
 *
 * The case is read before the ledger: a signal that comes between the two raises the case's
 * revision, so the wait planned with the older one is refused. The other way round it would pass.
 */
export const createHandler =
  (deps: Deps) =>
  async ({ caseId, accountId, startedAt, lastStep }: PlanRequest): Promise<PlanAnswer> => {
    const stored = await deps.cases.load(accountId);
    if (
      stored === undefined ||
      stored.state.caseId !== caseId ||
      stored.state.status === 'closed'
    ) {
      return { next: 'close' };
    }
    const now = deps.clock.now();
    const endsAt = addSeconds(instant(startedAt), executionDays * 86_400);
    const { continueBefore } = stored;
    const handsOver = continueBefore !== undefined && instant(startedAt) < continueBefore;
    if (now >= endsAt || handsOver) return { next: 'continue' };
    const { name, version } = stored.state.strategy;
    const strategy = deps.strategyOf(name, version);
    const seen = await survey(deps, accountId);
    const position = setAside(seen.position, stored.state);
    const plan = nextStep(stored.state, position, strategy, seen.desk(caseId), now);
    const wakesAt = wakeAt(plan) ?? endsAt;
    if (plan.next !== 'wait' || wakesAt < plan.act.dueAt || wakesAt > endsAt) {
      // Nothing owed is nothing to do yet: the signal of the payment closes the case.
      const stage = plan.next === 'idle' ? plan.stage : (stored.state.stage ?? 'preventive');
      const dueAt = earlier(wakesAt, endsAt);
      const waitSeconds = secondsUntil(now, dueAt);
      return { next: 'idle', stage, version: stored.revision, waitSeconds, dueAt };
    }
    const { stage, step, anchorOn } = plan.act;
    const { revision } = stored;
    const misses = missesOf(lastStep, plan.act, revision);
    const dueAt = later(plan.act.dueAt, addSeconds(now, pauseAfter(misses)));
    const waitSeconds = secondsUntil(now, dueAt);
    const wait = { stage, step, anchorOn, dueAt, waitSeconds, version: revision };
    return { next: 'wait', ...wait, ...(misses === 0 ? {} : { misses }) };
  };
