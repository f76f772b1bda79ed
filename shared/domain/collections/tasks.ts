import type { DomainData, DomainFact } from '../../../events/catalogue.ts';
import type { CaseState, CaseTask } from './types.ts';

/** A task that waits for somebody, as the list of its desk shows it. */
export type OpenTask = DomainData<'TaskOpened'> & { readonly claimedBy?: string | undefined };

/** What a commit on a case means for its tasks. */
export type TaskChange =
  | { readonly change: 'opened'; readonly task: OpenTask }
  | { readonly change: 'claimed'; readonly task: CaseTask; readonly by: string }
  | { readonly change: 'returned' | 'done' | 'withdrawn'; readonly task: CaseTask };

type Tasks = Pick<CaseState, 'tasks'> | undefined;

/**
 * What changed between two states of a case. A task that is gone without having been done was
 * withdrawn: nobody has to act on a case that is closed, or on what was only simulated.
 */
export const taskChanges = (
  before: Tasks,
  after: Tasks,
  facts: readonly DomainFact[],
): readonly TaskChange[] => {
  const left = new Map(after?.tasks?.map((task) => [task.taskId, task]));
  const finished = new Set(
    facts.flatMap((fact) => (fact.type === 'TaskFinished' ? [fact.data.taskId] : [])),
  );
  const opened = facts.flatMap((fact): TaskChange[] =>
    fact.type === 'TaskOpened' ? [{ change: 'opened', task: fact.data }] : [],
  );
  const again = new Set(opened.map(({ task }) => task.taskId));
  const moved = (before?.tasks ?? []).flatMap((task): TaskChange[] => {
    const now = left.get(task.taskId);
    if (again.has(task.taskId)) return [];
    if (now === undefined) {
      return [{ change: finished.has(task.taskId) ? 'done' : 'withdrawn', task }];
    }
    if (now.claimedBy === task.claimedBy) return [];
    return now.claimedBy === undefined
      ? [{ change: 'returned', task }]
      : [{ change: 'claimed', task, by: now.claimedBy }];
  });
  return [...opened, ...moved];
};
