import type { DomainFact } from '../../../events/catalogue.ts';
import type { BusinessDate } from '../../domain/calendar.ts';
import { evolveAll } from '../../domain/collections/evolve.ts';
import { type OpenTask, taskChanges } from '../../domain/collections/tasks.ts';
import { invariant } from '../../domain/errors.ts';
import type {
  CaseActs,
  CaseStore,
  StoredCase,
  SweepStore,
  Wait,
  WaitTokens,
} from '../../ports/collections.ts';
import { type Cause, noHead } from '../../ports/journal.ts';
import type { TaskReader } from '../../ports/tasks.ts';

export type MemoryCollections = {
  readonly cases: CaseStore;
  readonly acts: CaseActs;
  readonly tasks: TaskReader;
  readonly waits: WaitTokens;
  readonly sweeps: SweepStore;
  /** Every fact committed, in order. */
  readonly journal: readonly {
    readonly streamId: string;
    readonly version: number;
    readonly fact: DomainFact;
    readonly effectiveOn: BusinessDate;
    readonly cause: Cause;
  }[];
  /** What the machine's wait does: false when a newer signal refuses it. */
  readonly arm: (
    caseId: string,
    wait: { readonly token: string; readonly version: number; readonly dueAt: string },
  ) => boolean;
};

const placeOf = ({ dueOn, taskId }: OpenTask): string => `${dueOn}#${taskId}`;

/** Collections in memory, with the rules of the table-backed stores; for tests of what uses them. */
export const createMemoryCollections = (): MemoryCollections => {
  const cases = new Map<string, StoredCase>();
  const waits = new Map<string, Wait>();
  const swept = new Map<number, BusinessDate>();
  let contactedAs: string | undefined;
  const tasks = new Set<string>();
  const desks = new Map<string, OpenTask>();
  const acts = new Map<string, string>();
  const journal: MemoryCollections['journal'][number][] = [];

  const commit: CaseStore['commit'] = async ({ stored, facts, effectiveOn, cause }) => {
    const accountId = stored?.state.accountId ?? facts[0]?.data['accountId' as never];
    invariant(typeof accountId === 'string', 'a commit on a case names its account');
    const current = cases.get(accountId);
    if (current?.revision !== stored?.revision) return 'conflict';
    const opened = facts.flatMap((fact) =>
      fact.type === 'TaskOpened' && fact.data.mode !== 'shadow' ? [fact.data.taskId] : [],
    );
    if (opened.some((taskId) => tasks.has(taskId))) return 'conflict';
    const state = evolveAll(stored?.state, facts, effectiveOn);
    invariant(state !== undefined && facts.length > 0, 'a commit on a case needs a fact');
    for (const taskId of opened) tasks.add(taskId);
    for (const each of taskChanges(stored?.state, state, facts)) {
      const { taskId } = each.task;
      const known = desks.get(taskId);
      if (each.change === 'opened') desks.set(taskId, each.task);
      else if (each.change === 'done' || each.change === 'withdrawn') desks.delete(taskId);
      else if (known !== undefined) {
        const claimedBy = each.change === 'claimed' ? each.by : undefined;
        desks.set(taskId, { ...known, claimedBy });
      }
    }
    let { version } = facts[0]?.type === 'CaseOpened' ? noHead : (stored?.head ?? noHead);
    for (const fact of facts) {
      version += 1;
      journal.push({ streamId: `case#${state.caseId}`, version, fact, effectiveOn, cause });
    }
    const after = {
      state,
      head: { version, hash: `hash-${version}` },
      revision: (stored?.revision ?? 0) + 1,
      endDelivered: false,
      continueBefore: facts[0]?.type === 'CaseOpened' ? undefined : stored?.continueBefore,
    };
    cases.set(accountId, after);
    return after;
  };

  const raise = (stored: StoredCase, over: Partial<StoredCase>): StoredCase | 'conflict' => {
    const { accountId } = stored.state;
    if (cases.get(accountId)?.revision !== stored.revision) return 'conflict';
    const after = { ...stored, ...over, revision: stored.revision + 1 };
    cases.set(accountId, after);
    return after;
  };

  const load: CaseStore['load'] = async (accountId) => cases.get(accountId);

  return {
    journal,
    acts: {
      load,
      carriedOut: async (accountId, actId) => acts.get(`${accountId}#${actId}`),
      carryOut: async ({ mark: { actId, content }, ...given }) => {
        const name = `${given.stored.state.accountId}#${actId}`;
        if (acts.has(name)) return 'conflict';
        const committed = await commit(given);
        if (committed !== 'conflict') acts.set(name, content);
        return committed;
      },
    },
    tasks: {
      open: async (role, { limit, after }) => {
        const found = [...desks.values()]
          .filter((task) => task.role === role && (after === undefined || placeOf(task) > after))
          .sort((left, right) => (placeOf(left) < placeOf(right) ? -1 : 1));
        const last = found[limit - 1];
        const page = { tasks: found.slice(0, limit) };
        return found.length > limit && last ? { ...page, next: placeOf(last) } : page;
      },
    },
    cases: {
      load,
      commit,
      bump: async (stored) => raise(stored, {}),
      handOver: async (stored, continueBefore) => raise(stored, { continueBefore }),
      markEndDelivered: async ({ state }) => {
        const current = cases.get(state.accountId);
        if (current?.state.caseId === state.caseId) {
          cases.set(state.accountId, { ...current, endDelivered: true });
        }
      },
    },
    waits: {
      read: async (caseId) => waits.get(caseId),
      signal: async (caseId, version) => {
        const wait = waits.get(caseId) ?? {};
        const after = { ...wait, signalVersion: Math.max(version, wait.signalVersion ?? 0) };
        waits.set(caseId, after);
        return after;
      },
    },
    sweeps: {
      sweptThrough: async () => new Map(swept),
      complete: async (shards, through) => {
        for (const shard of shards) swept.set(shard, through);
      },
      contactedAs: async () => contactedAs,
      rewind: async (as, shards, to) => {
        contactedAs = as;
        for (const shard of shards) swept.set(shard, to);
      },
    },
    arm: (caseId, { token, version, dueAt }) => {
      const wait = waits.get(caseId) ?? {};
      if ((wait.signalVersion ?? 0) > version) return false;
      waits.set(caseId, { ...wait, token, armedVersion: version, dueAt: dueAt as never });
      return true;
    },
  };
};
