import { actCommand } from '../act.ts';
import { counted, minorIn, money } from '../amount.ts';
import { segment } from '../api.ts';
import { type Argument, type Command, type Option, UsageError } from '../command.ts';
import { reasonsIn, told } from './told.ts';

const LINE: Argument = {
  name: 'LINE',
  does: 'customer|legal entity, such as "acme|main"; it covers every currency',
};
const CURRENCY: Argument = { name: 'CURRENCY', does: 'such as USD' };
const AMOUNT: Argument = { name: 'AMOUNT', does: 'such as 1250.00' };

type Given = {
  readonly args: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
};

const linePath = ({ args }: Pick<Given, 'args'>, rest = ''): string =>
  `/v1/operator/credit/lines/${segment(args['LINE'] ?? '')}${rest}`;
const lineActs = (given: Given): string => linePath(given, '/acts');

const lineCommand = (
  verb: string,
  does: string,
  done: string,
  more: {
    readonly act?: string;
    readonly options?: Readonly<Record<string, Option>>;
    readonly body?: (given: Given) => object;
  } = {},
): Command =>
  actCommand({
    name: `credit line ${verb}`,
    does,
    args: [LINE],
    ...(more.options ? { options: more.options } : {}),
    path: lineActs,
    body: (given) => ({ act: more.act ?? `${verb}-line`, ...more.body?.(given) }),
    done: ({ args }) => `${args['LINE']} ${done}`,
  });

type Figures = {
  readonly currency: string;
  readonly limitMinor: number;
  readonly exposureMinor: number;
  readonly openMinor: number;
  readonly reservedMinor: number;
  readonly unappliedMinor: number;
  readonly availableMinor: number;
};

type Because = readonly { readonly rule: string; readonly message: string }[];

type Shown = {
  readonly line: {
    readonly lineId: string;
    readonly status: string;
    readonly currency: string;
    readonly limitMinor: number;
    readonly termsDays: number;
    readonly riskClass: string;
    readonly grade: string;
    readonly reviewOn: string;
    readonly review?: { readonly dueOn: string; readonly because: string };
    readonly holds: readonly string[];
  };
  readonly figures?: Figures;
  readonly unknown?: { readonly rule: string; readonly message: string };
  readonly insurance?: { readonly coveredMinor: number; readonly ownRiskMinor: number };
  readonly group?: {
    readonly groupId: string;
    readonly limit?: { readonly limitMinor: number; readonly currency: string };
    readonly members: readonly string[];
  };
  readonly orders: readonly {
    readonly orderId: string;
    readonly revision: number;
    readonly lineMinor: number;
    readonly expiresOn?: string;
  }[];
};

const figureLines = ({ currency, ...of }: Figures): string[] => [
  `used              ${money(of.exposureMinor, currency)} of ${money(of.limitMinor, currency)}; ${money(of.availableMinor, currency)} left`,
  `  owed            ${money(of.openMinor, currency)}`,
  `  orders          ${money(of.reservedMinor, currency)}`,
  `  cash            ${money(of.unappliedMinor, currency)} that covers no invoice`,
];

const groupText = ({ groupId, limit, members }: NonNullable<Shown['group']>): string => {
  const room = limit === undefined ? 'no limit' : money(limit.limitMinor, limit.currency);
  return `group             ${groupId}: ${room}, ${counted(members.length, 'line')}`;
};

const lineShow: Command = {
  name: 'credit line show',
  does: 'limit, terms and class of a line, and what is used of it by what',
  args: [LINE],
  options: {},
  run: async ({ args, api }) => {
    const shown = (await (await api()).get(linePath({ args }))) as Shown;
    const { line, figures, unknown, insurance, group, orders } = shown;
    const { currency } = line;
    const review =
      line.review === undefined
        ? line.reviewOn
        : `undecided since ${line.review.dueOn} (${line.review.because})`;
    return {
      lines: [
        `${line.lineId}  ${line.status}  ${money(line.limitMinor, currency)}  ${counted(line.termsDays, 'day')}  ${line.riskClass} ${line.grade}`,
        `on hold           ${line.holds.join(', ') || 'no'}`,
        `review            ${review}`,
        ...(figures === undefined ? [] : figureLines(figures)),
        ...(unknown === undefined ? [] : [`used              not known: ${unknown.message}`]),
        ...(insurance === undefined
          ? []
          : [
              `insured           ${money(insurance.coveredMinor, currency)}; ${money(insurance.ownRiskMinor, currency)} at own risk`,
            ]),
        ...(group === undefined ? [] : [groupText(group)]),
        ...orders.map(
          ({ orderId, revision, lineMinor, expiresOn }) =>
            `  ${orderId}/${revision}  ${money(lineMinor, currency)}  until ${expiresOn ?? '-'}`,
        ),
      ],
      json: shown,
    };
  },
};

const wholeNumber = (name: string, text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} ${text}: expected a whole number`);
  return Number(text);
};

type Checked = {
  readonly answer?: string;
  readonly because?: Because;
  readonly figures?: Figures;
};

const checked = ({ args }: Given, answer: unknown): string => {
  const { answer: said = 'held', because = [], figures } = answer as Checked;
  const left =
    figures === undefined
      ? ''
      : `; ${money(figures.availableMinor, figures.currency)} left of the line`;
  const why = because.map(({ message }) => message).join('; ');
  return `order ${args['ORDER']} is ${said}${why === '' ? '' : `: ${why}`}${left}`;
};

/** What people see and do about lines of credit. Limits and terms take an application. */
export const creditLineCommands: readonly Command[] = [
  lineShow,
  lineCommand('hold', 'hold every new order of a line', 'is on hold'),
  lineCommand('release', 'end the hold of a person', 'is not held by a person any more'),
  lineCommand('review', 'begin a review of a line, unless one runs', 'is under review'),
  lineCommand(
    'close',
    'end a line: what is owed stays owed, and its holder is told why',
    'is closed',
    {
      options: { told: { ...told, required: true } },
      body: reasonsIn,
    },
  ),
  lineCommand('group', 'put a line into a group, or out of any', 'has its group', {
    act: 'set-group',
    options: { group: { does: 'the group (default: none)', value: 'GROUP' } },
    body: ({ options }) => (options['group'] === undefined ? {} : { groupId: options['group'] }),
  }),
  lineCommand('insure', 'say what an insurer covers of a line', 'has its insurance', {
    act: 'set-insurance',
    options: {
      'amount-minor': { does: 'insured, in minor units (default: not insured)', value: 'AMOUNT' },
      coverage: { does: 'percent of a loss that the insurer bears', value: 'PERCENT' },
    },
    body: ({ options }) => ({
      ...(options['amount-minor'] === undefined
        ? {}
        : { insuredMinor: wholeNumber('amount-minor', options['amount-minor']) }),
      ...(options['coverage'] === undefined
        ? {}
        : { coveragePercent: wholeNumber('coverage', options['coverage']) }),
    }),
  }),
  actCommand({
    name: 'credit group limit',
    does: 'say what the lines of a group may use together',
    args: [{ name: 'GROUP', does: 'customers that belong together' }, AMOUNT, CURRENCY],
    path: ({ args }) => `/v1/operator/credit/groups/${segment(args['GROUP'] ?? '')}/acts`,
    body: ({ args }) => ({
      act: 'set-limit',
      limitMinor: minorIn(args['AMOUNT'] ?? '', args['CURRENCY'] ?? ''),
      currency: args['CURRENCY'],
    }),
    done: ({ args }) => `${args['GROUP']} may use ${args['AMOUNT']} ${args['CURRENCY']}`,
  }),
  actCommand({
    name: 'credit order check',
    does: 'whether an order fits a line; one that does holds its part of it',
    args: [LINE, { name: 'ORDER', does: 'order number' }, AMOUNT, CURRENCY],
    options: { revision: { does: 'of the order (default: 1)', value: 'NUMBER' } },
    path: lineActs,
    body: ({ args, options }) => ({
      act: 'check-order',
      orderId: args['ORDER'],
      amountMinor: minorIn(args['AMOUNT'] ?? '', args['CURRENCY'] ?? ''),
      currency: args['CURRENCY'],
      ...(options['revision'] === undefined
        ? {}
        : { revision: wholeNumber('revision', options['revision']) }),
    }),
    done: checked,
  }),
];
