import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { type Finding, mendByPeople, mendByRestore, mendWith } from '../finding.ts';
import { isRecent, type Judging } from '../judging.ts';
import { isOlderShape } from '../older.ts';
import type { Item } from '../reader.ts';
import { deskKeyOf, type FoldedCases, openTasksOf } from './fold.ts';

export type CaseRecords = {
  readonly accountId: string;
  /** The case streams of the account, by sequence. */
  readonly streams: readonly (readonly JournalItem[])[];
  /** The account's partition of the Collections table. */
  readonly items: readonly Item[];
  /** The wait of the current or last case. */
  readonly wait: Item | undefined;
  /** Of the entries that desks should have for its open tasks, those that there are. */
  readonly desk: readonly Item[];
  /** Whether an execution of the current or last case runs. */
  readonly running: boolean;
};

/** What the item of a case holds beside the state of the case and its key. */
const ownMembers = new Set([
  'pk',
  'sk',
  'version',
  'hash',
  'revision',
  'endDelivered',
  'continueBefore',
]);

const isUnlike = (left: unknown, right: unknown): boolean =>
  canonicalJson(left ?? null) !== canonicalJson(right ?? null);

const itemFindings = ({ accountId, items }: CaseRecords, folded: FoldedCases): Finding[] => {
  const item = items.find(({ sk }) => sk === 'CASE');
  const { state, head } = folded;
  const finding = (
    problem: string,
    mend = mendWith('rebuild', accountId),
    check: 'case' | 'older-shape' = 'case',
  ): Finding => ({
    check,
    subject: `case item of ${accountId}`,
    problem,
    mend,
  });
  if (state === undefined) {
    return item === undefined
      ? []
      : [finding('the item is there, and no case was ever opened', mendByRestore)];
  }
  if (item === undefined) return [finding(`the item of ${state.caseId} is missing`)];
  const expected: Record<string, unknown> = { ...state, ...head };
  const stated = Object.keys(item).filter((name) => !ownMembers.has(name));
  return [...new Set([...Object.keys(expected), ...stated])]
    .filter((name) => isUnlike(item[name], expected[name]))
    .map((name) =>
      finding(
        `${name} is ${canonicalJson(item[name] ?? null)}, by the events ${canonicalJson(expected[name] ?? null)}`,
        undefined,
        isOlderShape(item, [name]) ? 'older-shape' : 'case',
      ),
    );
};

const taskFindings = ({ accountId, items, desk }: CaseRecords, folded: FoldedCases): Finding[] => {
  const { tasks } = folded;
  const open = new Map(openTasksOf(folded).map((task) => [task.taskId, task]));
  const listed = new Set(desk.map(({ sk }) => sk));
  const mend = mendWith('rebuild', accountId);
  const found = new Map(
    items.flatMap((item) =>
      item.sk.startsWith('TASK#') ? [[item.sk.slice('TASK#'.length), item] as const] : [],
    ),
  );
  const finding = (taskId: string, problem: string): Finding => ({
    check: 'task',
    subject: `task ${taskId}`,
    problem,
    mend,
  });
  const opened = [...tasks].flatMap(([taskId, data]) => {
    const item = found.get(taskId);
    found.delete(taskId);
    if (item === undefined) return [finding(taskId, 'its item is missing')];
    const task = open.get(taskId);
    return [
      ...Object.keys(data)
        .filter((name) => isUnlike(item[name], data[name]))
        .map((name) => finding(taskId, `${name} is not what was said when it was opened`)),
      ...((item['status'] === 'open') === (task !== undefined)
        ? []
        : [
            finding(
              taskId,
              `it is ${String(item['status'])}, and ${task ? 'nobody has' : 'somebody has'} ended it`,
            ),
          ]),
      ...(task === undefined || listed.has(deskKeyOf(accountId, task).sk)
        ? []
        : [finding(taskId, 'it is open, and its desk does not list it')]),
    ];
  });
  return [...opened, ...[...found.keys()].map((id) => finding(id, 'no event ever opened it'))];
};

/** The machine of a case runs as long as the case is open, and its wait can be reached. */
const machineFindings = (
  { accountId, streams, items, wait, running }: CaseRecords,
  { state }: FoldedCases,
  judging: Judging,
): Finding[] => {
  if (state === undefined || isRecent(streams.at(-1), judging)) return [];
  const { caseId, status } = state;
  const mend = mendWith('migrate-cases', '--account', accountId);
  const finding = (check: 'execution' | 'wait', problem: string): Finding => ({
    check,
    subject: `case ${caseId}`,
    problem,
    mend,
  });
  const item = items.find(({ sk }) => sk === 'CASE');
  const revision = Number(item?.['revision'] ?? 0);
  const armed = Number(wait?.['armedVersion'] ?? 0);
  return [
    ...(status === 'open' && !running
      ? [finding('execution', 'the case is open and no execution carries it')]
      : []),
    ...(status === 'closed' && running
      ? [finding('execution', 'the case is closed and its execution still runs')]
      : []),
    ...(armed > revision
      ? [finding('wait', `the wait was armed at revision ${armed}, the case stands at ${revision}`)]
      : []),
  ];
};

const repeatedFindings = ({ accountId }: CaseRecords, { repeated }: FoldedCases): Finding[] =>
  [...repeated].map(([key, times]) => ({
    check: 'sent-once',
    subject: `case item of ${accountId}`,
    problem: `${key} was carried out ${times} times`,
    mend: mendByPeople,
  }));

/** Everything that must hold of the cases of one account. */
export const checkCases = (
  records: CaseRecords,
  folded: FoldedCases,
  judging: Judging,
): Finding[] => {
  if (folded.stop !== undefined) {
    const { streamId, version, why } = folded.stop;
    const problem = `event ${version} cannot follow: it breaks "${why}"`;
    return [{ check: 'case', subject: streamId, problem, mend: mendByRestore }];
  }
  return [
    ...itemFindings(records, folded),
    ...taskFindings(records, folded),
    ...machineFindings(records, folded, judging),
    ...repeatedFindings(records, folded),
  ];
};
