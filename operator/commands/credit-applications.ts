import { actCommand } from '../act.ts';
import { counted, minorIn, money } from '../amount.ts';
import { segment } from '../api.ts';
import { type Argument, type Command, type Option, UsageError } from '../command.ts';
import {
  type ConnectedLimits,
  connectedRows,
  type StandingLine,
  standingRows,
} from './standing-lines.ts';
import { told as anyTold, listOf, reasonsIn } from './told.ts';

const ID: Argument = { name: 'ID', does: 'of the application; review:LINE:DATE for a review' };
const LIMIT: Argument = { name: 'LIMIT', does: 'such as 50000.00' };
const CURRENCY: Argument = { name: 'CURRENCY', does: 'of the application, such as USD' };
const DAYS: Argument = { name: 'DAYS', does: 'from invoice to due date, such as 30' };

type Given = {
  readonly args: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
};

const applicationPath = ({ args }: Pick<Given, 'args'>, rest = ''): string =>
  `/v1/operator/credit/applications/${segment(args['ID'] ?? '')}${rest}`;

const termsIn = ({ args }: Given): object => {
  const days = args['DAYS'] ?? '';
  if (!/^\d{1,3}$/.test(days))
    throw new UsageError(`DAYS ${days}: expected a whole number of days`);
  const currency = args['CURRENCY'] ?? '';
  return {
    limitMinor: minorIn(args['LIMIT'] ?? '', currency, 'LIMIT'),
    currency,
    termsDays: Number(days),
  };
};

type Acted = { readonly status?: string; readonly approvals?: number };

const verb = (
  act: string,
  does: string,
  done: string,
  more: {
    readonly args?: readonly Argument[];
    readonly options?: Readonly<Record<string, Option>>;
    readonly body?: (given: Given) => object;
  } = {},
): Command =>
  actCommand({
    name: `credit application ${act}`,
    does,
    args: [ID, ...(more.args ?? [])],
    ...(more.options ? { options: more.options } : {}),
    path: (given) => applicationPath(given, '/acts'),
    body: (given) => ({ act, ...more.body?.(given) }),
    done: ({ args }, answer) => {
      const { status = '', approvals = 0 } = answer as Acted;
      const waits = status === 'referred' && approvals > 0;
      return `${args['ID']} ${done}; it is ${status}${waits ? `, approved by ${approvals} so far` : ''}`;
    },
  });

type Terms = { readonly limitMinor: number; readonly termsDays: number };

type Shown = {
  readonly applicationId: string;
  readonly kind: string;
  readonly status: string;
  readonly customerId: string;
  readonly legalEntity: string;
  readonly currency: string;
  readonly askedMinor: number;
  readonly askedDays: number;
  readonly submittedBy?: string;
  readonly applicant?: { readonly name: string; readonly kind: string; readonly country: string };
  readonly decision?: {
    readonly outcome: string;
    readonly riskClass?: string;
    readonly grade?: string;
    readonly probabilityPpm?: number;
    readonly reasons: readonly { readonly code: string; readonly text: string }[];
    readonly lateness?: {
      readonly probabilityPpm: number;
      readonly lateAfterDays: number;
      readonly expectedDays: number;
      readonly model: { readonly id: string; readonly version: number };
    };
    readonly policy: { readonly id: string; readonly version: number };
  };
  readonly referral?: Terms & {
    readonly role: string;
    readonly dueAt: string;
    readonly claimedBy?: string;
    readonly approvals: readonly { readonly actor: string; readonly role: string }[];
  };
  readonly question?: { readonly dueAt: string; readonly what: readonly string[] };
  readonly approved?: Terms & { readonly by: string };
  readonly offer?: Terms & { readonly expiresAt: string };
  readonly before?: {
    readonly open: readonly string[];
    readonly ended: readonly {
      readonly applicationId: string;
      readonly kind: string;
      readonly outcome: string;
      readonly by?: string;
      readonly on: string;
    }[];
    readonly lines: readonly string[];
  };
  /** Of one that is open: how its line and others of the applicant stand. */
  readonly lines?: readonly StandingLine[];
  readonly connected?: ConnectedLimits;
  readonly history: readonly {
    readonly type: string;
    readonly recordedAt: string;
    readonly act?: { readonly actor: string; readonly role: string; readonly reason: string };
  }[];
};

const latenessLines = (lateness: NonNullable<Shown['decision']>['lateness']): string[] => {
  if (lateness === undefined) return [];
  const { probabilityPpm, lateAfterDays, expectedDays, model } = lateness;
  const percent = (probabilityPpm / 10_000).toFixed(2);
  return [
    `pays              ${percent} % later than ${counted(lateAfterDays, 'day')}, ${expectedDays.toFixed(1)} days after the due date on average`,
    `  said by         ${model.id} version ${model.version}`,
  ];
};

/** What else there is of the same applicant, whatever customer it is under. */
const beforeLines = (
  { open, ended, lines }: NonNullable<Shown['before']>,
  standing: readonly StandingLine[],
): string[] => [
  ...open.map((id) => `also open         ${id}`),
  ...ended.map(({ applicationId, kind, outcome, by, on }) => {
    const whose = by === undefined ? '' : ` by ${by}`;
    return `before            ${applicationId}  ${kind}  ${outcome}${whose}  ${on}`;
  }),
  ...lines
    .filter((id) => !standing.some(({ lineId }) => lineId === id))
    .map((id) => `line              ${id}`),
];

const shownLines = (of: Shown): string[] => {
  const { currency, decision, referral, question, approved, offer, applicant } = of;
  const terms = ({ limitMinor, termsDays }: Terms): string =>
    `${money(limitMinor, currency)}  ${counted(termsDays, 'day')}`;
  const who = applicant && `${applicant.name} (${applicant.kind}, ${applicant.country})`;
  const percent = (decision?.probabilityPpm ?? 0) / 10_000;
  return [
    `${of.applicationId}  ${of.kind}  ${of.status}  ${of.customerId}|${of.legalEntity}`,
    `applicant         ${who ?? 'erased'}`,
    `asked             ${terms({ limitMinor: of.askedMinor, termsDays: of.askedDays })}`,
    ...(of.submittedBy === undefined ? [] : [`entered by        ${of.submittedBy}`]),
    ...(of.before === undefined ? [] : beforeLines(of.before, of.lines ?? [])),
    ...(of.lines ?? []).flatMap(standingRows),
    ...(of.connected === undefined ? [] : connectedRows(of.connected)),
    ...(decision === undefined
      ? []
      : [
          `policy            ${decision.outcome}, by ${decision.policy.id} version ${decision.policy.version}`,
          `risk              ${decision.riskClass ?? '-'} ${decision.grade ?? ''}, ${percent.toFixed(2)} % a year`,
          ...decision.reasons.map(({ code, text }) => `  ${code}: ${text}`),
          ...latenessLines(decision.lateness),
        ]),
    ...(referral === undefined
      ? []
      : [
          `waits for         ${referral.role} until ${referral.dueAt}`,
          `  terms           ${terms(referral)}`,
          `  claimed by      ${referral.claimedBy ?? 'nobody'}`,
          ...referral.approvals.map(({ actor, role }) => `  approved by     ${actor} (${role})`),
        ]),
    ...(question === undefined
      ? []
      : [`asked for         ${question.what.join('; ')}, until ${question.dueAt}`]),
    ...(approved === undefined ? [] : [`approved          ${terms(approved)}, by ${approved.by}`]),
    ...(offer === undefined ? [] : [`offered           until ${offer.expiresAt}`]),
    ...of.history.map(
      ({ recordedAt, type, act }) =>
        `  ${recordedAt}  ${type}${act === undefined ? '' : `  ${act.actor} (${act.role}): ${act.reason}`}`,
    ),
  ];
};

const show: Command = {
  name: 'credit application show',
  does: 'how an application stands, what policy says of it, and what happened',
  args: [ID],
  options: {},
  run: async ({ args, api }) => {
    const shown = (await (await api()).get(applicationPath({ args }))) as Shown;
    return { lines: shownLines(shown), json: shown };
  },
};

type Listed = {
  readonly referrals: readonly (Terms & {
    readonly applicationId: string;
    readonly kind: string;
    readonly customerId: string;
    readonly dueAt: string;
    readonly currency: string;
    readonly riskClass?: string;
    readonly claimedBy?: string;
    readonly approvals: number;
  })[];
  readonly next?: string;
};

const referrals: Command = {
  name: 'credit referrals',
  does: 'applications that wait for a role, the most urgent first',
  args: [{ name: 'ROLE', does: 'analyst, manager or director' }],
  options: {
    mine: { does: 'only those that I claimed' },
    free: { does: 'only those that nobody claimed' },
    after: { does: 'the page after the one that ended there', value: 'PLACE' },
  },
  run: async ({ args, options, api }) => {
    const { mine, free, after } = options;
    if (mine !== undefined && free !== undefined)
      throw new UsageError('--mine or --free, not both');
    const claimed = mine === undefined ? free && 'nobody' : 'mine';
    const listed = (await (
      await api()
    ).get('/v1/operator/credit/referrals', {
      role: args['ROLE'] ?? '',
      ...(claimed === undefined ? {} : { claimed }),
      ...(after === undefined ? {} : { after }),
    })) as Listed;
    return {
      lines: [
        ...listed.referrals.map(
          ({ dueAt, applicationId, kind, customerId, limitMinor, currency, termsDays, ...of }) =>
            [
              dueAt,
              applicationId,
              kind,
              customerId,
              money(limitMinor, currency),
              counted(termsDays, 'day'),
              of.riskClass ?? '-',
              of.claimedBy ?? 'free',
              ...(of.approvals === 0 ? [] : [counted(of.approvals, 'approval')]),
            ].join('  '),
        ),
        counted(listed.referrals.length, 'referral'),
        ...(listed.next === undefined ? [] : [`more: --after "${listed.next}"`]),
      ],
      json: listed,
    };
  },
};

const terms = { args: [LIMIT, CURRENCY, DAYS], body: termsIn };

const told: Option = {
  ...anyTold,
  does: `${anyTold.does} (default: those of the decision)`,
};

/** What people see and do about applications for credit and reviews of lines. */
export const creditApplicationCommands: readonly Command[] = [
  referrals,
  show,
  verb('claim', 'take a referral upon yourself', 'is yours'),
  verb('return', 'give a referral back, also one that somebody else claimed', 'is given back'),
  verb('approve', 'say yes to the terms as they stand', 'has your approval', terms),
  verb('change', 'propose other terms; approvals begin again', 'has other terms', {
    ...terms,
    options: { told },
    body: (given) => ({ ...termsIn(given), ...reasonsIn(given) }),
  }),
  verb('ask', 'ask the applicant for more', 'waits for the applicant', {
    options: {
      what: { does: 'what is asked for, parts with ; between', value: 'TEXT', required: true },
      'new-reports': { does: 'ask bureaus anew when the answer is there' },
    },
    body: ({ options }) => ({
      what: listOf(options['what'] ?? ''),
      ...(options['new-reports'] === undefined ? {} : { newReports: true }),
    }),
  }),
  verb('escalate', 'pass a referral on to the next authority', 'is passed on'),
  verb('decline', 'decline; the applicant is told why', 'is declined', {
    options: { told },
    body: reasonsIn,
  }),
  verb('withdraw', 'end an application that nobody wants any more', 'is withdrawn'),
];
