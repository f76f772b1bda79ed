import { ACCOUNT } from '../act.ts';
import { counted, money } from '../amount.ts';
import { accountPath } from '../api.ts';
import type { Command } from '../command.ts';

type Instalment = {
  readonly invoiceNumber: string;
  readonly instalment: number;
  readonly dueOn: string;
  readonly openMinor: number;
  readonly daysPastDue: number;
  readonly disputed: boolean;
  readonly writeOffRequest?: string;
};

/** What `GET /v1/operator/accounts/{accountId}` answers, as far as it is printed. */
type Shown = {
  readonly accountId: string;
  readonly currency: string;
  readonly asOf: string;
  readonly knownAt?: string;
  readonly partyId: string;
  readonly ledger: {
    readonly totals: Readonly<Record<string, number>>;
    readonly aging: Readonly<Record<string, number>>;
    readonly openCount: number;
    readonly open: readonly Instalment[];
  };
  readonly case?: {
    readonly caseId: string;
    readonly status: string;
    readonly stage?: string;
    readonly strategy?: string;
    readonly credit?: {
      readonly riskClass: string;
      readonly grade: string;
      readonly termsDays: number;
    };
    readonly hold?: { readonly from: string; readonly until: string };
    readonly tasks: readonly {
      readonly taskId: string;
      readonly role: string;
      readonly dueOn: string;
      readonly claimedBy?: string;
    }[];
    readonly letGo?: readonly object[];
  };
  readonly messages: readonly {
    readonly attemptId: string;
    readonly at: string;
    readonly channel: string;
    readonly step: string;
    readonly anchorOn: string;
    readonly outcome: string;
    readonly amountMinor: number;
    readonly currency: string;
  }[];
  readonly entries: readonly {
    readonly type: string;
    readonly effectiveOn: string;
    readonly recordedAt: string;
    readonly eventId: string;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
};

const late = (days: number): string =>
  days > 0
    ? `${counted(days, 'day')} past due`
    : days === 0
      ? 'due today'
      : `due in ${counted(-days, 'day')}`;

const openLine = (currency: string, item: Instalment): string =>
  [
    `  ${item.dueOn}  ${item.invoiceNumber}${item.instalment === 1 ? '' : `/${item.instalment}`}`,
    money(item.openMinor, currency),
    late(item.daysPastDue),
    ...(item.disputed ? ['disputed'] : []),
    ...(item.writeOffRequest === undefined
      ? []
      : [`write-off ${item.writeOffRequest} waits for approval`]),
  ].join('  ');

type Covered = { readonly invoiceNumber: string; readonly amountMinor: number };

/** Of cash that covers invoices or leaves them: which, with the sum. */
const coveredOf = (
  data: Readonly<Record<string, unknown>>,
): { readonly invoices: readonly string[]; readonly amountMinor?: number } => {
  const { allocations, released, invoiceNumbers } = data as {
    readonly allocations?: readonly Covered[];
    readonly released?: readonly Covered[];
    readonly invoiceNumbers?: readonly string[];
  };
  const lines = allocations ?? released;
  if (lines === undefined) return { invoices: invoiceNumbers ?? [] };
  return {
    invoices: [...new Set(lines.map(({ invoiceNumber }) => invoiceNumber))],
    amountMinor: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
  };
};

/** What an entry is about: the first ids of its data, the invoices that it covers, its amount. */
const entryDetail = (currency: string, data: Readonly<Record<string, unknown>>): string => {
  const covered = coveredOf(data);
  const ids = ['invoiceNumber', 'paymentId', 'creditNoteNumber', 'inputId', 'code']
    .map((key) => data[key])
    .filter((id) => typeof id === 'string');
  const amount =
    covered.amountMinor ??
    ['amountMinor', 'totalMinor', 'openMinor', 'deltaMinor', 'creditedMinor']
      .map((key) => data[key])
      .find((minor) => typeof minor === 'number');
  const { act } = data as { readonly act?: { readonly actor: string; readonly reason: string } };
  return [
    ...ids,
    ...(covered.invoices.length === 0 ? [] : [covered.invoices.join(', ')]),
    ...(amount === undefined ? [] : [money(amount, currency)]),
    ...(act === undefined ? [] : [`by ${act.actor}: ${act.reason}`]),
  ].join('  ');
};

const aged: readonly (readonly [key: string, label: string])[] = [
  ['current', 'current'],
  ['d1_30', '1-30'],
  ['d31_60', '31-60'],
  ['d61_90', '61-90'],
  ['d91_plus', 'over 90'],
];

/** The case in a few words: what people decided about it decides what is sent. */
const effortOf = (effort: Shown['case']): string => {
  if (effort === undefined) return 'no case';
  const { caseId, status, stage, strategy, credit, hold, letGo } = effort;
  return [
    `case ${caseId}`,
    status,
    ...(stage === undefined ? [] : [stage]),
    ...(strategy === undefined ? [] : [`strategy ${strategy}`]),
    ...(credit === undefined
      ? []
      : [`${credit.riskClass} risk ${credit.grade}, terms ${counted(credit.termsDays, 'day')}`]),
    ...(hold === undefined ? [] : [`on hold from ${hold.from} until ${hold.until}`]),
    ...(letGo === undefined
      ? []
      : [`by a person over ${counted(letGo.length, 'instalment')}; account explain tells who`]),
  ].join(', ');
};

type Task = NonNullable<Shown['case']>['tasks'][number];

const taskLine = ({ dueOn, role, claimedBy, taskId }: Task): string =>
  `  ${dueOn}  ${role}  ${claimedBy === undefined ? 'free' : `claimed by ${claimedBy}`}  ${taskId}`;

/** A heading with what belongs under it, or the word that nothing does. */
const under = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [`${heading}: none`] : [heading, ...lines];

const shownLines = (shown: Shown): string[] => {
  const { currency, ledger } = shown;
  const { totals } = ledger;
  const sum = (key: string) => money(totals[key] ?? 0, currency);
  const known = shown.knownAt === undefined ? '' : `, as known at ${shown.knownAt}`;
  return [
    `${shown.accountId} on ${shown.asOf}${known}; party ${shown.partyId}; ${effortOf(shown.case)}`,
    `open ${sum('openMinor')} in ${counted(ledger.openCount, 'instalment')}, unapplied cash ${sum('unappliedMinor')}`,
    `issued ${sum('issuedMinor')}, paid ${sum('paidMinor')}, credited ${sum('creditedMinor')}, written off ${sum('writtenOffMinor')}, refunded ${sum('refundedMinor')}`,
    aged.map(([key, label]) => `${label} ${money(ledger.aging[key] ?? 0, currency)}`).join(', '),
    '',
    ...under(
      'open',
      ledger.open.map((item) => openLine(currency, item)),
    ),
    ...(ledger.openCount > ledger.open.length
      ? [`  and ${ledger.openCount - ledger.open.length} more`]
      : []),
    '',
    ...under('tasks', (shown.case?.tasks ?? []).map(taskLine)),
    '',
    ...under(
      'messages',
      shown.messages.map(
        ({ attemptId, at, channel, step, anchorOn, outcome, amountMinor }) =>
          `  ${at}  ${channel}  ${step}@${anchorOn}  ${money(amountMinor, currency)}  ${outcome}  ${attemptId}`,
      ),
    ),
    '',
    ...under(
      'entries',
      shown.entries.map(({ type, effectiveOn, data }) =>
        `  ${effectiveOn}  ${type}  ${entryDetail(currency, data)}`.trimEnd(),
      ),
    ),
  ];
};

/** What `GET .../explanation` answers. */
type Explained = {
  readonly accountId: string;
  readonly currency: string;
  readonly at: string;
  readonly zone: string;
  readonly standing: {
    readonly case: string;
    readonly stage?: string;
    readonly daysPastDue: number;
    readonly chasedMinor: number;
    readonly overdueMinor: number;
  };
  readonly next: {
    readonly what: string;
    readonly step?: string;
    readonly stage?: string;
    readonly channel?: string;
    readonly dueAt?: string;
    readonly opensOn?: string;
    readonly why: readonly string[];
  };
  readonly notChased: readonly {
    readonly invoiceNumber: string;
    readonly openMinor: number;
    readonly why: string;
  }[];
  readonly past: readonly { readonly at: string; readonly what: string }[];
};

const nextLine = ({ what, step, stage, channel, dueAt, opensOn }: Explained['next']): string => {
  if (what === 'nothing') return 'next: nothing by itself';
  if (what === 'case') {
    return `next: a case opens ${opensOn === undefined ? 'with the next signal or daily sweep' : `on ${opensOn}`}`;
  }
  const how = what === 'message' ? `${step} by ${channel}` : `${step} (${what})`;
  return `next: ${how}, ${stage}, at ${dueAt}`;
};

const explainedLines = (told: Explained): string[] => {
  const { standing, currency } = told;
  const stage = standing.stage === undefined ? '' : `, ${standing.stage}`;
  return [
    `${told.accountId} at ${told.at} (days and hours of ${told.zone})`,
    `case ${standing.case}${stage}, ${counted(standing.daysPastDue, 'day')} past due, chased ${money(standing.chasedMinor, currency)}, of which past due ${money(standing.overdueMinor, currency)}`,
    nextLine(told.next),
    ...told.next.why.map((why) => `  - ${why}`),
    ...(told.notChased.length === 0 ? [] : ['not chased']),
    ...told.notChased.map(
      ({ invoiceNumber, openMinor, why }) =>
        `  ${invoiceNumber}  ${money(openMinor, currency)}  ${why}`,
    ),
    ...under(
      'what happened',
      told.past.map(({ at, what }) => `  ${at}  ${what}`),
    ),
  ];
};

/** What a person sees of an account. */
export const accountCommands: readonly Command[] = [
  {
    name: 'account show',
    does: 'ledger, case and messages of an account, as they are or as they were',
    args: [ACCOUNT],
    options: {
      'as-of': { does: 'at the end of this business date', value: 'DATE' },
      'known-at': {
        does: 'by what was recorded until then, with Z or an offset',
        value: 'INSTANT',
      },
    },
    run: async ({ args, options, api }) => {
      const query = {
        ...(options['as-of'] === undefined ? {} : { asOf: options['as-of'] }),
        ...(options['known-at'] === undefined ? {} : { knownAt: options['known-at'] }),
      };
      const shown = await (await api()).get(accountPath(args['ACCOUNT'] ?? ''), query);
      return { lines: shownLines(shown as Shown), json: shown };
    },
  },
  {
    name: 'account explain',
    does: 'why things were sent or not, what is next, and when',
    args: [ACCOUNT],
    options: {},
    run: async ({ args, api }) => {
      const told = await (await api()).get(accountPath(args['ACCOUNT'] ?? '', '/explanation'));
      return { lines: explainedLines(told as Explained), json: told };
    },
  },
];
