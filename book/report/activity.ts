import type { DomainData, DomainName } from '../../events/catalogue.ts';
import type { stage as stageSchema } from '../../events/parts.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { compareText } from '../model.ts';
import type { MessageLine, Report } from './schema.ts';

/** Counts by key, in the order of the keys. */
export const countBy = <T, K extends string>(
  values: Iterable<T>,
  keyOf: (value: T) => K,
): Partial<Record<K, number>> => {
  const counts = new Map<K, number>();
  for (const value of values) {
    const key = keyOf(value);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => compareText(a, b))) as Partial<
    Record<K, number>
  >;
};

/** Every journalled fact of one type, typed. */
const factsOf = <N extends DomainName>(journal: readonly JournalItem[], type: N): DomainData<N>[] =>
  journal.flatMap((item) => (item.type === type ? [item.data as DomainData<N>] : []));

export const messageCounts = (lines: readonly MessageLine[]): Report['messages'] => ({
  total: lines.length,
  byChannel: countBy(lines, ({ channel }) => channel),
  byStage: countBy(lines, ({ stage }) => stage),
  byTemplate: countBy(lines, ({ template }) => template) as Record<string, number>,
});

export const contactCounts = (journal: readonly JournalItem[]): Report['contacts'] => ({
  attempted: factsOf(journal, 'ContactAttempted').length,
  sent: factsOf(journal, 'ContactSent').length,
  failed: factsOf(journal, 'ContactFailed').length,
  unknown: factsOf(journal, 'ContactOutcomeUnknown').length,
  refusedByRule: countBy(factsOf(journal, 'ContactRefused'), ({ rule }) => rule) as Record<
    string,
    number
  >,
  deferredByRule: countBy(factsOf(journal, 'ContactDeferred'), ({ rule }) => rule) as Record<
    string,
    number
  >,
});

export const caseCounts = (journal: readonly JournalItem[]): Report['cases'] => ({
  opened: factsOf(journal, 'CaseOpened').length,
  closed: countBy(factsOf(journal, 'CaseClosed'), ({ reason }) => reason) as Record<string, number>,
});

export const stageCounts = (
  journal: readonly JournalItem[],
  lines: readonly MessageLine[],
): Report['stages'] => {
  const entered = countBy(factsOf(journal, 'CaseStageEntered'), ({ stage }) => stage);
  const left = countBy(factsOf(journal, 'CaseDeescalated'), ({ from }) => from);
  const tasks = countBy(factsOf(journal, 'TaskOpened'), ({ stage }) => stage);
  const messages = countBy(lines, ({ stage }) => stage);
  const row = (stage: (typeof stageSchema.options)[number]) => ({
    entered: entered[stage] ?? 0,
    leftBackwards: left[stage] ?? 0,
    messages: messages[stage] ?? 0,
    tasks: tasks[stage] ?? 0,
  });
  return {
    preventive: row('preventive'),
    administrative: row('administrative'),
    extrajudicial: row('extrajudicial'),
    judicial: row('judicial'),
  };
};

export const alertCounts = (journal: readonly JournalItem[]): Report['alerts'] => {
  const alerts = factsOf(journal, 'AlertRaised');
  return {
    total: alerts.length,
    byKind: countBy(alerts, ({ kind }) => kind),
    bySeverity: countBy(alerts, ({ severity }) => severity),
  };
};
