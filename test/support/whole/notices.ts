import type { DomainData } from '../../../events/catalogue.ts';
import {
  addDays,
  addSeconds,
  businessDate,
  type Instant,
  instant,
} from '../../../shared/domain/calendar.ts';
import type { JournalItem } from '../../../shared/ports/journal.ts';
import { strategyOf } from '../../../strategies/catalogue.ts';

/** News of a message takes this long to reach its case when the bus was out for a day. */
const newsSeconds = 3 * 86_400;

type Step = DomainData<'StepPerformed'>;

/** Messages that left, or would have, with the day that they count for. */
const messagesOf = (events: readonly JournalItem[]) =>
  events.flatMap(({ type, data, effectiveOn, recordedAt }) => {
    if (type !== 'StepPerformed') return [];
    const step = data as Step;
    const left = ['sent', 'unknown', 'simulated'].includes(step.outcome);
    return step.action === 'message' && left
      ? [{ step, on: effectiveOn, at: instant(recordedAt) }]
      : [];
  });

/** By attempt, when it was recorded that its message reached nobody. */
const lostOf = (events: readonly JournalItem[]): ReadonlyMap<string, Instant> =>
  new Map(
    events.flatMap(({ type, data, recordedAt }) => {
      const isLost =
        (type === 'ContactBounced' &&
          (data as DomainData<'ContactBounced'>).bounceType === 'permanent') ||
        (type === 'ContactFailed' && (data as DomainData<'ContactFailed'>).final);
      return isLost
        ? [[(data as { readonly attemptId: string }).attemptId, instant(recordedAt)] as const]
        : [];
    }),
  );

/**
 * Messages of the extrajudicial and judicial stages that left although no message of the
 * administrative stage stood for the least stay. Told from steps and from what providers reported,
 * not from what cases remember.
 */
export const unnoticed = (streams: ReadonlyMap<string, readonly JournalItem[]>): string[] => {
  const all = [...streams.values()].flat();
  const lost = lostOf(all);
  const stays = new Map(
    all.flatMap(({ type, data }) => {
      if (type !== 'CaseOpened') return [];
      const { caseId, strategy, strategyVersion } = data as DomainData<'CaseOpened'>;
      return [[caseId, strategyOf(strategy, strategyVersion).minDaysInStage] as const];
    }),
  );
  const messages = messagesOf(all);
  return messages.flatMap(({ step, on, at }) => {
    if (step.stage !== 'extrajudicial' && step.stage !== 'judicial') return [];
    const by = addDays(businessDate(on), -(stays.get(step.caseId) ?? 0));
    const stands = messages.some((notice) => {
      const { accountId, stage, attemptId = '' } = notice.step;
      if (accountId !== step.accountId || stage !== 'administrative' || notice.on > by)
        return false;
      const lostAt = lost.get(attemptId);
      return lostAt === undefined || addSeconds(lostAt, newsSeconds) > at;
    });
    return stands ? [] : [`${step.caseId} ${step.step}@${step.anchorOn} left without a notice`];
  });
};
