import { shardOf } from '../../shared/domain/account.ts';
import { evolve } from '../../shared/domain/collections/evolve.ts';
import { caseIdOf } from '../../shared/domain/collections/facts.ts';
import type { CaseState } from '../../shared/domain/collections/types.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { factOf } from '../account/fold.ts';
import type { Key } from '../reader.ts';

/** The cases of an account as their events tell them: one stream after the other. */
export type FoldedCases = {
  /** The current or last case; undefined when there never was one. */
  readonly state: CaseState | undefined;
  /** Where that case's stream stands. */
  readonly head: { readonly version: number; readonly hash: string };
  /** Data of the tasks that were opened, by id. */
  readonly tasks: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Steps that were carried out more than once for one anchor, with how often. */
  readonly repeated: ReadonlyMap<string, number>;
  readonly stop?: { readonly streamId: string; readonly version: number; readonly why: string };
};

type Task = NonNullable<CaseState['tasks']>[number];

/** Where the list of a desk has an open task; see the adapter of tasks. */
export const deskKeyOf = (accountId: string, { role, dueOn, taskId }: Task): Key => ({
  pk: `DESK#${role}#${shardOf(accountId)}`,
  sk: `${dueOn}#${taskId}`,
});

export const openTasksOf = ({ state }: FoldedCases): readonly Task[] => state?.tasks ?? [];

export const caseStream = (accountId: string, sequence: number): string =>
  `case#${caseIdOf(accountId, sequence)}`;

/**
 * How often each step was carried out. What was only simulated is done for real afterwards, and
 * what reached nobody is done once more on the step's other channel, or when no notice stands.
 */
const performedIn = (events: readonly JournalItem[]): Map<string, number> => {
  const times = new Map<string, number>();
  for (const event of events) {
    const fact = factOf(event);
    if (fact.type !== 'StepPerformed' || fact.data.mode === 'shadow') continue;
    const { caseId, step, anchorOn, fallback, again } = fact.data;
    const once = again === undefined ? '' : ` again ${again}`;
    const key = `${caseId} ${step}@${anchorOn}${fallback === true ? ' instead' : ''}${once}`;
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  return times;
};

/** @param streams the case streams of one account, by sequence, each by version. */
export const foldCases = (streams: readonly (readonly JournalItem[])[]): FoldedCases => {
  let state: CaseState | undefined;
  let head = { version: 0, hash: '' };
  const tasks = new Map<string, Readonly<Record<string, unknown>>>();
  const events = streams.flat();
  const repeated = new Map([...performedIn(events)].filter(([, times]) => times > 1));
  for (const event of events) {
    const fact = factOf(event);
    const { streamId, version, hash } = event;
    try {
      state = evolve(state, fact, event.effectiveOn);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { state, head, tasks, repeated, stop: { streamId, version, why } };
    }
    head = { version, hash };
    if (fact.type === 'TaskOpened') tasks.set(fact.data.taskId, fact.data);
  }
  return { state, head, tasks, repeated };
};
