import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import { type Item, keyText } from '../reader.ts';
import type { CaseView } from '../records.ts';
import { deskKeyOf, openTasksOf } from './fold.ts';

const stored = (item: object): Item => JSON.parse(JSON.stringify(item)) as Item;

/** What belongs to the account rather than to the case, and is in the item alone. */
const kept = ['continueBefore'] as const;

export type CaseChanges = { readonly puts: readonly Item[]; readonly deletes: readonly Item[] };

const taskChanges = (pk: string, { records, folded }: CaseView): CaseChanges => {
  const { accountId, items, desk } = records;
  const { tasks } = folded;
  const open = new Map(openTasksOf(folded).map((task) => [task.taskId, task]));
  const listed = new Set(desk.map(keyText));
  const found = new Map(items.map((item) => [item.sk, item]));
  const puts = [...tasks].flatMap(([taskId, data]) => {
    const item = found.get(`TASK#${taskId}`);
    const task = open.get(taskId);
    const ended = item?.['status'] === 'done' ? 'done' : 'withdrawn';
    const { claimedBy } = task ?? { claimedBy: item?.['claimedBy'] };
    const expected = stored({
      ...item,
      pk,
      sk: `TASK#${taskId}`,
      ...data,
      claimedBy,
      status: task === undefined ? ended : 'open',
    });
    return item !== undefined && canonicalJson(item) === canonicalJson(expected) ? [] : [expected];
  });
  const entries = [...open.values()]
    .map((task) => ({ ...deskKeyOf(accountId, task), ...tasks.get(task.taskId), ...task }))
    .filter((entry) => !listed.has(keyText(entry)));
  const deletes = items.filter(
    ({ sk }) => sk.startsWith('TASK#') && !tasks.has(sk.slice('TASK#'.length)),
  );
  return { puts: [...puts, ...entries.map(stored)], deletes };
};

/**
 * How the case and task items of an account have to change to be what the events say. What was
 * done with a task since it was opened stays in its item.
 *
 * The revision is known to the item alone. A lost one goes on above whatever a wait or the events
 * have seen, so that no wait of before is taken for a later one.
 */
export const caseChangesOf = ({ records, folded }: CaseView): CaseChanges => {
  const { accountId, items, streams, wait } = records;
  const { state, head } = folded;
  if (state === undefined) return { puts: [], deletes: [] };
  const pk = `ACCOUNT#${accountId}`;
  const found = items.find(({ sk }) => sk === 'CASE');
  const armed = Number(wait?.['armedVersion'] ?? 0);
  const signalled = Number(wait?.['signalVersion'] ?? 0);
  const stated = Number(found?.['revision'] ?? 0);
  const revision =
    stated > 0 && stated >= armed
      ? stated
      : Math.max(stated, armed, signalled, streams.flat().length) + 1;
  const expected = stored({
    pk,
    sk: 'CASE',
    ...state,
    ...head,
    revision,
    endDelivered: found?.['endDelivered'] === true && state.status === 'closed',
    ...Object.fromEntries(kept.map((name) => [name, found?.[name]])),
  });
  const isRight = found !== undefined && canonicalJson(found) === canonicalJson(expected);
  const { puts, deletes } = taskChanges(pk, { records, folded });
  return { puts: [...(isRight ? [] : [expected]), ...puts], deletes };
};
