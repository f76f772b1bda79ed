import { ACCOUNT, accountActs, actCommand, dayOption } from '../act.ts';
import { minorOf, money } from '../amount.ts';
import { accountPath } from '../api.ts';
import type { Command } from '../command.ts';

const INVOICE = { name: 'INVOICE', does: 'invoice number' };
const PAYMENT = {
  name: 'PAYMENT',
  does: 'payment as the ledger knows it, such as stripe:pi_3TnWq2',
};

const amountOption = (does: string) => ({ amount: { does, value: 'AMOUNT' } }) as const;

const waits = (answer: unknown): boolean =>
  (answer as { readonly outcome?: string }).outcome === 'waits-for-approval';

type Listed = {
  readonly writeOffs: readonly {
    readonly accountId: string;
    readonly invoiceNumber: string;
    readonly on: string;
    readonly amountMinor: number;
    readonly openMinor: number;
    readonly givenUpMinor?: number;
    readonly limitMinor?: number;
    readonly currency: string;
    readonly requestId: string;
    readonly askedBy: string;
    readonly reason: string;
    readonly mayApprove: boolean;
  }[];
  readonly next?: string;
};

type Waiting = Listed['writeOffs'][number];

/** Why it takes a second person, and who that may be. */
const authorityOf = ({ limitMinor, givenUpMinor, currency, openMinor, mayApprove }: Waiting) => {
  const before =
    givenUpMinor === undefined ? '' : `, ${money(givenUpMinor, currency)} given up before`;
  const limit = limitMinor === undefined ? '' : `limit ${money(limitMinor, currency)}${before}; `;
  if (openMinor === 0) return `${limit}nothing is open any more: reject it`;
  return `${limit}${mayApprove ? 'you may approve it, with the approvers’ policy' : 'you asked for it: somebody else approves'}`;
};

const waitingLines = (waiting: Waiting): string[] => {
  const { accountId, invoiceNumber, on, currency, amountMinor, openMinor } = waiting;
  return [
    `${on}  ${accountId}  ${invoiceNumber}  ${money(openMinor, currency)} open of ${money(amountMinor, currency)} asked for  ${waiting.requestId}`,
    `  by ${waiting.askedBy}: ${waiting.reason}`,
    `  ${authorityOf(waiting)}`,
  ];
};

const writeOffList: Command = {
  name: 'write-off list',
  does: 'write-offs of all accounts that wait for a second person, with who asked and since when',
  args: [],
  options: {
    limit: { does: 'how many (default: 50)', value: 'COUNT' },
    after: { does: 'where the list before ended', value: 'PLACE' },
  },
  run: async ({ options, api }) => {
    const page = (await (await api()).get('/v1/operator/write-offs', options)) as Listed;
    const lines = page.writeOffs.flatMap(waitingLines);
    const more = page.next === undefined ? [] : [`more with --after '${page.next}'`];
    return { lines: lines.length === 0 ? ['no write-off waits'] : [...lines, ...more], json: page };
  },
};

/** What a person may do to the ledger of an account. */
export const ledgerCommands: readonly Command[] = [
  actCommand({
    name: 'invoice dispute',
    does: 'flag an invoice as disputed: it stays owed and is not chased',
    args: [ACCOUNT, INVOICE],
    options: dayOption,
    path: accountActs,
    body: ({ args }) => ({ act: 'dispute-invoice', invoiceNumber: args['INVOICE'] }),
    done: ({ args }) => `${args['INVOICE']} is disputed and not chased`,
  }),
  actCommand({
    name: 'invoice clear',
    does: 'end the dispute of an invoice: what is open on it is chased again',
    args: [ACCOUNT, INVOICE],
    options: dayOption,
    path: accountActs,
    body: ({ args }) => ({ act: 'clear-dispute', invoiceNumber: args['INVOICE'] }),
    done: ({ args }) => `${args['INVOICE']} is no longer disputed`,
  }),
  actCommand({
    name: 'payment reverse',
    does: 'take a wrong payment out: what it covered is owed again',
    args: [ACCOUNT, PAYMENT],
    options: {
      ...amountOption('how much, such as 12.50 (default: all that is left)'),
      ...dayOption,
    },
    path: accountActs,
    body: ({ args, options }) => ({
      act: 'reverse-payment',
      paymentId: args['PAYMENT'],
      ...(options['amount'] === undefined
        ? {}
        : { amountMinor: minorOf(options['amount'], args['ACCOUNT'] ?? '') }),
    }),
    done: ({ args }) => `${args['PAYMENT']} is reversed`,
  }),
  actCommand({
    name: 'payment reallocate',
    does: 'put the cash of a payment on other invoices',
    args: [ACCOUNT, PAYMENT],
    options: {
      to: { does: 'the invoices to cover first, with commas', value: 'INVOICES', required: true },
      ...dayOption,
    },
    path: accountActs,
    body: ({ args, options }) => ({
      act: 'reallocate-payment',
      paymentId: args['PAYMENT'],
      invoiceNumbers: (options['to'] ?? '').split(',').map((number) => number.trim()),
    }),
    done: ({ args, options }) => `${args['PAYMENT']} covers ${options['to']} first`,
  }),
  actCommand({
    name: 'payment refund',
    does: 'record that the payer got money back',
    args: [ACCOUNT, PAYMENT],
    options: {
      amount: { does: 'how much, such as 12.50', value: 'AMOUNT', required: true },
      'refund-id': { does: 'its id at the provider, such as stripe:re_3TnWq2', value: 'ID' },
      ...dayOption,
    },
    path: accountActs,
    body: ({ args, options }) => ({
      act: 'record-refund',
      paymentId: args['PAYMENT'],
      amountMinor: minorOf(options['amount'] ?? '', args['ACCOUNT'] ?? ''),
      ...(options['refund-id'] === undefined ? {} : { refundId: options['refund-id'] }),
    }),
    done: ({ args, options }) => `${options['amount']} of ${args['PAYMENT']} is refunded`,
  }),
  actCommand({
    name: 'invoice write-off',
    does: 'give up what is open on an invoice; above the limit a second person approves',
    args: [ACCOUNT, INVOICE],
    options: dayOption,
    path: accountActs,
    body: ({ args }) => ({ act: 'write-off-invoice', invoiceNumber: args['INVOICE'] }),
    done: ({ args }, answer) =>
      waits(answer)
        ? `${args['INVOICE']} is above the limit and waits for approval by somebody else`
        : `${args['INVOICE']} is written off`,
  }),
  writeOffList,
  ...(['approve', 'reject'] as const).map((decision) =>
    actCommand({
      name: `write-off ${decision}`,
      does:
        decision === 'approve'
          ? 'approve a write-off that somebody else asked for'
          : 'reject or withdraw a write-off that waits',
      args: [ACCOUNT, INVOICE, { name: 'REQUEST', does: 'the act that asked for it' }],
      options: dayOption,
      path: ({ args }) => accountPath(args['ACCOUNT'] ?? '', '/approvals'),
      body: ({ args }) => ({
        act: `${decision}-write-off`,
        invoiceNumber: args['INVOICE'],
        requestId: args['REQUEST'],
      }),
      done: ({ args }) =>
        decision === 'approve'
          ? `${args['INVOICE']} is written off`
          : `${args['INVOICE']} is not written off`,
    }),
  ),
];
