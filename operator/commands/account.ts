import { ACCOUNT, accountActs, actCommand, dayOption } from '../act.ts';
import type { Command } from '../command.ts';

const INVOICE = { name: 'INVOICE', does: 'invoice number' };

/** What a person may see of an account and do to its ledger. */
export const accountCommands: readonly Command[] = [
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
];
