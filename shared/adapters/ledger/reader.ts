import { shardCount } from '../../domain/account.ts';
import { newAccount } from '../../domain/ledger/account.ts';
import { openOfInvoice } from '../../domain/ledger/amounts.ts';
import { type Item, keys } from '../../domain/ledger/items.ts';
import type { Account, Invoice } from '../../domain/ledger/types.ts';
import type { LedgerReader, OpenInstalment, WaitingWriteOff } from '../../ports/ledger.ts';
import type { LedgerTable } from './table.ts';

/** A message shows at most 200 items; what is more is shown as a count and a sum. */
const defaultLimit = 200;

const openInstalmentOf = (item: Item): OpenInstalment => {
  const { pk: _pk, sk: _sk, ...open } = item;
  return open as unknown as OpenInstalment;
};

const invoiceKey = ({ accountId, invoiceNumber }: Item) => ({
  pk: keys.account(String(accountId)),
  sk: keys.invoice(String(invoiceNumber)),
});

/** What people have not decided yet is little, so its four partitions are read whole. */
const writeOffItems = async (table: LedgerTable): Promise<readonly Item[]> => {
  const found: Item[] = [];
  for (let shard = 0; shard < shardCount; shard += 1) {
    for await (const item of table.all({ pk: keys.writeOffs(shard) })) found.push(item);
  }
  return found.sort((left, right) => (left.sk < right.sk ? -1 : 1));
};

const withOpen = (item: Item, invoices: readonly Item[]): WaitingWriteOff => {
  const { pk: _pk, sk: _sk, ...asked } = item;
  const key = invoiceKey(item);
  const invoice = invoices.find(({ pk, sk }) => pk === key.pk && sk === key.sk);
  const openMinor = invoice === undefined ? 0 : openOfInvoice(invoice as unknown as Invoice);
  return { ...(asked as unknown as Omit<WaitingWriteOff, 'openMinor'>), openMinor };
};

export const createLedgerReader = (table: LedgerTable): LedgerReader => {
  /** The names that a plan has not looked at: its cash goes there before anywhere else. */
  const namesLeft = async ({ accountId, plan }: Account): Promise<readonly string[]> => {
    if (plan?.step !== 'cover') return [];
    const pk = keys.account(accountId);
    const [item] = await table.get([{ pk, sk: keys.plan(plan.planId) }]);
    const command = item?.['command'] as
      | { readonly invoiceNumbers?: readonly string[] }
      | undefined;
    return [...new Set(command?.invoiceNumbers ?? [])].slice(plan.cursor);
  };

  return {
    position: async (accountId, { limit = defaultLimit } = {}) => {
      const range = { pk: keys.account(accountId), prefix: keys.snapshot };
      const { items } = await table.first(range, limit + 1);
      const [snapshot, ...open] = items;
      const account = (snapshot as unknown as Account | undefined) ?? newAccount(accountId);
      return {
        accountId,
        version: account.version,
        totals: account.totals,
        openCount: account.openCount,
        plannedMinor: account.plannedMinor,
        plannedFor: await namesLeft(account),
        open: open.map(openInstalmentOf),
        complete: open.length === account.openCount,
      };
    },
    openInstalments: async function* (accountId, { dueThrough } = {}) {
      const pk = keys.account(accountId);
      const prefix = keys.openPrefix;
      // `~` sorts after the separator that follows the day.
      const through = dueThrough && `${prefix}${dueThrough}~`;
      for await (const item of table.all({ pk, prefix, through })) yield openInstalmentOf(item);
    },
    accountOfInvoice: async (invoiceNumber) => {
      const accounts: string[] = [];
      const range = { pk: keys.invoiceNumber(invoiceNumber), prefix: 'ACCOUNT#' };
      for await (const item of table.all(range)) accounts.push(String(item['accountId']));
      return accounts.sort();
    },
    accountOfPayment: async (paymentId) => {
      const [item] = await table.get([{ pk: keys.paymentId(paymentId), sk: keys.paymentAccount }]);
      return item && String(item['accountId']);
    },
    agenda: async function* (dueOn, shard) {
      for await (const { sk } of table.all({ pk: keys.agenda(dueOn, shard) })) yield sk;
    },
    waitingWriteOffs: async ({ limit, after = '' }) => {
      const left = (await writeOffItems(table)).filter(({ sk }) => sk > after);
      const page = left.slice(0, limit);
      const invoices = page.length === 0 ? [] : await table.get(page.map(invoiceKey));
      return {
        writeOffs: page.map((item) => withOpen(item, invoices)),
        ...(left.length > page.length ? { next: page.at(-1)?.sk } : {}),
      };
    },
  };
};
