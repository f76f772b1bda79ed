import type { DomainData } from '../../events/catalogue.ts';
import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';

/**
 * Every message that a run made or would have made, one line each with all that the journal says
 * of it but whether it left: who, why, when to the second, in which words and on which rules.
 */
export const contactsOf = (journal: readonly JournalItem[]): string[] =>
  journal
    .filter(({ type }) => type === 'ContactAttempted')
    .map(({ data, recordedAt, effectiveOn }) => {
      const { attemptId: _id, mode: _mode, ...said } = data as DomainData<'ContactAttempted'>;
      return canonicalJson({ ...said, effectiveOn, at: recordedAt.slice(0, 19) });
    })
    .toSorted();

/** How many attempts ended in each way. */
export const outcomesOf = (journal: readonly JournalItem[]): Readonly<Record<string, number>> => {
  const ended = journal.filter(({ type }) => /^Contact(Sent|Simulated|Failed|Outcome)/.test(type));
  return Object.fromEntries(
    Map.groupBy(ended, ({ type }) => type)
      .entries()
      .map(([type, those]) => [type, those.length]),
  );
};
