import type { PlanAnswer } from '../../../statemachines/credit-approval/io.ts';
import { epochMs, type Instant } from '../../domain/calendar.ts';
import { nextOf } from '../../domain/credit/application/next.ts';
import type { StoredApplication } from '../../ports/applications.ts';

/** How long until a moment, in whole seconds that a wait takes. */
export const waitUntil = ({ head }: StoredApplication, dueAt: Instant, now: Instant) => ({
  version: head.version,
  waitSeconds: Math.max(1, Math.ceil((epochMs(dueAt) - epochMs(now)) / 1000)),
  dueAt,
});

/**
 * What the machine of an application does next. A wait that is over is answered as one of a
 * second, after which the planner journals what time has decided.
 */
export const planOf = (stored: StoredApplication, now: Instant): PlanAnswer => {
  const next = nextOf(stored.state, now);
  switch (next.next) {
    case 'await-reviewer':
    case 'await-information':
    case 'await-answer':
      return { next: next.next, ...waitUntil(stored, next.dueAt, now) };
    case 'time-out':
      return { next: 'await-reviewer', ...waitUntil(stored, now, now) };
    default:
      return next;
  }
};
