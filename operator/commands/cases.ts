import { ACCOUNT, actCommand, dayOption } from '../act.ts';
import { counted, money } from '../amount.ts';
import { accountPath } from '../api.ts';
import { type Command, UsageError } from '../command.ts';

const caseActs = ({ args }: { readonly args: Readonly<Record<string, string>> }): string =>
  accountPath(args['ACCOUNT'] ?? '', '/case/acts');

const TASK = { name: 'TASK', does: 'id of the task, as task list shows it' };

/** A task id begins with its account's: three parts, and no bar within them. */
const accountOf = (taskId: string): string => {
  const parts = taskId.split('|');
  if (parts.length < 5) {
    throw new UsageError(`${taskId} is no task id; task list shows them`);
  }
  return parts.slice(0, 3).join('|');
};

const taskCommand = (verb: 'claim' | 'return' | 'done', does: string, done: string): Command =>
  actCommand({
    name: `task ${verb}`,
    does,
    args: [TASK],
    path: ({ args }) => accountPath(accountOf(args['TASK'] ?? ''), '/tasks/acts'),
    body: ({ args }) => ({
      act: `${verb === 'done' ? 'finish' : verb}-task`,
      taskId: args['TASK'],
    }),
    done: ({ args }) => `${args['TASK']} ${done}`,
  });

type InstalmentRef = { readonly invoiceNumber: string; readonly instalment: number };

type Listed = {
  readonly tasks: readonly {
    readonly taskId: string;
    readonly kind: string;
    readonly dueOn: string;
    readonly stage: string;
    readonly openMinor: number;
    readonly currency: string;
    readonly daysPastDue: number;
    readonly mode?: string;
    readonly claimedBy?: string;
  }[];
  readonly next?: string;
};

const lineOf = (task: Listed['tasks'][number]): string =>
  [
    task.dueOn,
    task.kind,
    money(task.openMinor, task.currency),
    `${counted(task.daysPastDue, 'day')} late`,
    task.stage,
    task.claimedBy === undefined ? 'free' : `claimed by ${task.claimedBy}`,
    ...(task.mode === 'shadow' ? ['simulated'] : []),
    task.taskId,
  ].join('  ');

const taskList: Command = {
  name: 'task list',
  does: 'what waits for people on a desk: what is due first comes first',
  args: [],
  options: {
    role: { does: 'whose desk: collector, manager or legal', value: 'ROLE', required: true },
    claimed: { does: 'mine or nobody (default: all)', value: 'WHOSE' },
    limit: { does: 'how many (default: 50)', value: 'COUNT' },
    after: { does: 'where the list before ended', value: 'PLACE' },
  },
  run: async ({ options, api }) => {
    const query = Object.fromEntries(
      ['role', 'claimed', 'limit', 'after'].flatMap((name) =>
        options[name] === undefined ? [] : [[name, options[name]]],
      ),
    );
    const page = (await (await api()).get('/v1/operator/tasks', query)) as Listed;
    const more = page.next === undefined ? [] : [`more with --after '${page.next}'`];
    const lines = page.tasks.length === 0 ? ['no task waits'] : page.tasks.map(lineOf);
    return { lines: [...lines, ...more], json: page };
  },
};

const closedText = (accountId: string, isHandedOff: boolean, answer: unknown): string => {
  const { letGo } = answer as { readonly letGo?: readonly InstalmentRef[] };
  const closed = `the case of ${accountId} is closed`;
  if (letGo === undefined || letGo.length === 0) return closed;
  const then = isHandedOff
    ? 'collected by somebody else, and in no case of ours'
    : 'not chased until something else is owed';
  const names = letGo.map(
    ({ invoiceNumber, instalment }) =>
      `  ${invoiceNumber}${instalment === 1 ? '' : `/${instalment}`}`,
  );
  return [`${closed} over ${counted(letGo.length, 'instalment')}, ${then}:`, ...names].join('\n');
};

/** What a person may do to the case of an account and to its tasks. */
export const caseCommands: readonly Command[] = [
  actCommand({
    name: 'case hold',
    does: 'put the case of an account on hold: nothing is sent and nothing hardens before a day',
    args: [ACCOUNT],
    options: {
      until: { does: 'first day on which steps happen again', value: 'DATE', required: true },
      ...dayOption,
    },
    path: caseActs,
    body: ({ options }) => ({ act: 'hold-case', until: options['until'] }),
    done: ({ args, options }) => `${args['ACCOUNT']} is on hold until ${options['until']}`,
  }),
  actCommand({
    name: 'case release',
    does: 'end a hold, or let an account be chased again whose case a person had closed',
    args: [ACCOUNT],
    options: dayOption,
    path: caseActs,
    body: () => ({ act: 'release-case' }),
    done: ({ args }) => `${args['ACCOUNT']} is chased again`,
  }),
  actCommand({
    name: 'case close',
    does: 'end the case of an account; says over which instalments, which open none again',
    args: [ACCOUNT],
    options: {
      'handed-off': {
        does: 'somebody else collects them: they stay out of the next case too (default: they are chased along with what is owed next)',
      },
      ...dayOption,
    },
    path: caseActs,
    body: ({ options }) => ({
      act: 'close-case',
      as: options['handed-off'] === undefined ? 'closed-by-person' : 'handed-off',
    }),
    done: ({ args, options }, answer) =>
      closedText(args['ACCOUNT'] ?? '', options['handed-off'] !== undefined, answer),
  }),
  taskList,
  taskCommand('claim', 'take a task upon yourself', 'is yours'),
  taskCommand('return', 'give a claimed task back to the desk', 'is free again'),
  taskCommand('done', 'say that a task is done; the reason says what came of it', 'is done'),
];
