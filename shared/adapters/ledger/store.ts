import { accountAfter, at, newAccount } from '../../domain/ledger/account.ts';
import { earliestFirst } from '../../domain/ledger/allocate.ts';
import { dateOf, type Entrant, invoiceOf, paymentOf } from '../../domain/ledger/check.ts';
import {
  agendaItems,
  bookChanges,
  type Item,
  type Key,
  keys,
  maxAgendaInTransaction,
} from '../../domain/ledger/items.ts';
import type {
  Account,
  Chunk,
  FundRef,
  Invoice,
  Job,
  Loaded,
  Need,
  OpenRef,
  Payment,
  Slice,
  Trail,
} from '../../domain/ledger/types.ts';
import type { CommitRefusal } from '../../ports/journal.ts';
import { actDigest, actInputOf, contentDigest } from './content.ts';
import type { LedgerTable } from './table.ts';

/** How much of an index one look takes; a transaction has no room for more. */
const limits = { open: 40, funds: 15, waits: 15, trail: 10, names: 40 } as const;

/** An account as a command finds it, with the items that the command is certain to need. */
export type Opened = {
  readonly account: Account;
  /** The command was committed before, at least its first transaction. */
  readonly seen: boolean;
  /** The id, its own or that of its act, under which something else about money was committed. */
  readonly takenId: string | undefined;
  readonly invoices: ReadonlyMap<string, Invoice | null>;
  readonly payments: ReadonlyMap<string, Payment | null>;
  /** Where the payment that the command records is booked already, when it is. */
  readonly bookedIn: string | undefined;
};

export type Held = { readonly command: Entrant; readonly referent: string };

export type LedgerStore = {
  readonly open: (command: Entrant) => Promise<Opened>;
  readonly account: (accountId: string) => Promise<Account>;
  readonly load: (accountId: string, need: Need) => Promise<Loaded>;
  readonly commit: (
    account: Account,
    job: Job & { readonly command: Entrant },
    chunk: Chunk,
  ) => Promise<{ readonly committed: true; readonly account: Account } | CommitRefusal>;
  /** The command of an unfinished plan. */
  readonly planned: (accountId: string, planId: string) => Promise<Entrant | undefined>;
  /** Commands that wait for this, by business date and input id. */
  readonly held: (accountId: string, referent: string) => Promise<readonly Held[]>;
};

/** Items come back as they were written, plus their key. */
const plain = ({ pk: _pk, sk: _sk, ...rest }: Item): unknown => rest;

const accountOf = (item: Item): Account => plain(item) as Account;
const invoiceOfItem = (item: Item): Invoice => plain(item) as Invoice;
const paymentOfItem = (item: Item): Payment => plain(item) as Payment;
const openOfItem = (item: Item): OpenRef => plain(item) as OpenRef;
const fundOfItem = (item: Item): FundRef => plain(item) as FundRef;
const waitOfItem = (item: Item): string => (plain(item) as { paymentId: string }).paymentId;
const trailOfItem = (item: Item): Trail => plain(item) as Trail;
const commandOfItem = (item: Item): Entrant => (plain(item) as { command: Entrant }).command;

const namesOf = (command: Entrant): readonly string[] =>
  command.kind === 'record-payment' || command.kind === 'reallocate-payment'
    ? command.invoiceNumbers.slice(0, limits.names)
    : [];

/** The ids under which a command is known for ever, with the digests of what it says. */
const marksOf = (command: Entrant): readonly (readonly [id: string, content: string])[] => {
  const { inputId } = command;
  const actId = actInputOf(command) ?? inputId;
  const own = [inputId, contentDigest(command)] as const;
  return actId === inputId ? [own] : [own, [actId, actDigest(command)]];
};

/** One entry for each payment whose cash the chunk placed, under the version of its last event. */
const trailsOf = (pk: string, version: number, chunk: Chunk): Item[] => {
  const trails = new Map<string, Trail>();
  chunk.entries.forEach(({ fact }, index) => {
    if (fact.type !== 'CashAllocated') return;
    const { paymentId, allocations } = fact.data;
    const touched = allocations.map(({ invoiceNumber, instalment }) => ({
      invoiceNumber,
      instalment,
    }));
    const before = trails.get(paymentId)?.touched ?? [];
    trails.set(paymentId, {
      sequence: version + index + 1,
      touched: [...before, ...touched],
    });
  });
  return [...trails].map(([paymentId, trail]) => ({
    pk,
    sk: keys.trail(paymentId, trail.sequence),
    ...trail,
  }));
};

export const createLedgerStore = (table: LedgerTable): LedgerStore => {
  const pkOf = keys.account;

  const open: LedgerStore['open'] = async (command) => {
    const { accountId } = command;
    const pk = pkOf(accountId);
    const named = [...new Set([invoiceOf(command) ?? [], namesOf(command)].flat())];
    const paid = [paymentOf(command) ?? []].flat();
    const marks = marksOf(command);
    const owned = command.kind === 'record-payment' ? [keys.paymentId(command.paymentId)] : [];
    const items = await table.get([
      ...[
        keys.snapshot,
        ...marks.map(([id]) => keys.input(id)),
        ...named.map(keys.invoice),
        ...paid.map(keys.payment),
      ].map((sk) => ({ pk, sk })),
      ...owned.map((owner) => ({ pk: owner, sk: keys.paymentAccount })),
    ]);
    const found = new Map(items.filter((item) => item.pk === pk).map((item) => [item.sk, item]));
    const owner = items.find((item) => item.pk !== pk);
    const snapshot = found.get(keys.snapshot);
    const known = marks.filter(([id]) => found.has(keys.input(id)));
    // A marker that was rebuilt from the journal does not know the words of its input.
    const other = known.find(([id, content]) => {
      const stated = found.get(keys.input(id))?.['content'];
      return stated !== undefined && stated !== content;
    });
    const invoiceAt = (number: string): Invoice | null => {
      const item = found.get(keys.invoice(number));
      return item ? invoiceOfItem(item) : null;
    };
    const paymentAt = (id: string): Payment | null => {
      const item = found.get(keys.payment(id));
      return item ? paymentOfItem(item) : null;
    };
    return {
      account: snapshot ? accountOf(snapshot) : newAccount(accountId),
      seen: known.length > 0,
      takenId: other?.[0],
      invoices: new Map(named.map((number) => [number, invoiceAt(number)])),
      payments: new Map(paid.map((id) => [id, paymentAt(id)])),
      bookedIn: owner && String(owner['accountId']),
    };
  };

  const account: LedgerStore['account'] = async (accountId) => {
    const [item] = await table.get([{ pk: pkOf(accountId), sk: keys.snapshot }]);
    return item ? accountOf(item) : newAccount(accountId);
  };

  /** The oldest open instalments that cash may take; past a page of disputed ones it reads on. */
  const undisputed = async (pk: string): Promise<Slice<OpenRef>> => {
    const range = { pk, prefix: keys.openPrefix };
    const { items, complete } = await table.first(range, limits.open);
    const page = items.map(openOfItem).filter(({ disputed }) => !disputed);
    if (complete || page.length > 0) return { items: page, complete };
    const found: OpenRef[] = [];
    for await (const item of table.all(range)) {
      const ref = openOfItem(item);
      if (!ref.disputed) found.push(ref);
      if (found.length === limits.open) return { items: found, complete: false };
    }
    return { items: found, complete: true };
  };

  const load: LedgerStore['load'] = async (accountId, need) => {
    const pk = pkOf(accountId);
    switch (need.kind) {
      case 'invoices': {
        const items = await table.get(need.numbers.map((n) => ({ pk, sk: keys.invoice(n) })));
        return { invoices: items.map(invoiceOfItem) };
      }
      case 'payments': {
        const items = await table.get(need.ids.map((id) => ({ pk, sk: keys.payment(id) })));
        return { payments: items.map(paymentOfItem) };
      }
      case 'open': {
        return { open: await undisputed(pk) };
      }
      case 'funds': {
        const slice = await table.first({ pk, prefix: keys.fundPrefix }, limits.funds);
        const items = slice.items.map(fundOfItem).sort(earliestFirst);
        return { funds: { ...slice, items } };
      }
      case 'waits': {
        const prefix = keys.waitPrefix(need.invoiceNumber);
        const slice = await table.first({ pk, prefix }, limits.waits);
        const items = slice.items.map(waitOfItem);
        return { waits: { ...slice, items } };
      }
      case 'trail': {
        const prefix = keys.trailPrefix(need.paymentId);
        const slice = await table.first({ pk, prefix, newestFirst: true }, limits.trail);
        return { trail: { ...slice, items: slice.items.map(trailOfItem) } };
      }
    }
  };

  const commit: LedgerStore['commit'] = async (before, job, chunk) => {
    const { command, plan, heldFor } = job;
    const pk = pkOf(command.accountId);
    const first = plan === undefined;
    const changes = bookChanges(chunk.before, chunk.after);
    const agenda = agendaItems(chunk.before, chunk.after);
    const early = agenda.length > maxAgendaInTransaction;
    if (early) await table.put(agenda);
    const heldKey = heldFor === undefined ? undefined : keys.held(heldFor, command.inputId);
    const puts: Item[] = [
      ...changes.puts,
      ...(early ? [] : agenda),
      ...trailsOf(pk, before.version, chunk),
      ...(first && chunk.plan ? [{ pk, sk: keys.plan(chunk.plan.planId), command }] : []),
      ...(chunk.holdFor === undefined
        ? []
        : [{ pk, sk: keys.held(chunk.holdFor, command.inputId), command }]),
    ];
    const deletes: Key[] = [
      ...changes.deletes,
      ...chunk.spentWaits.map(({ invoiceNumber, paymentId }) => ({
        pk,
        sk: keys.wait(invoiceNumber, paymentId),
      })),
      ...chunk.spentTrails.map(({ paymentId, sequence }) => ({
        pk,
        sk: keys.trail(paymentId, sequence),
      })),
      ...(plan && !chunk.plan ? [{ pk, sk: keys.plan(plan.planId) }] : []),
    ];
    const after = accountAfter(before, job, chunk);
    const [marker, mark] =
      first && heldKey === undefined
        ? marksOf(command).map(([id, content]) => ({ pk, sk: keys.input(id), content }))
        : [];
    const outcome = await table.commit({
      accountId: command.accountId,
      expected: { version: before.version, hash: before.hash, plan: before.plan },
      entries: chunk.entries,
      cause: command.cause,
      marker,
      mark,
      taken: first && heldKey !== undefined ? { pk, sk: heldKey } : undefined,
      snapshot: { pk, sk: keys.snapshot, ...after },
      puts,
      deletes,
      claims: changes.claims,
    });
    return outcome.committed ? { committed: true, account: at(after, outcome.head) } : outcome;
  };

  return {
    open,
    account,
    load,
    commit,
    planned: async (accountId, planId) => {
      const [item] = await table.get([{ pk: pkOf(accountId), sk: keys.plan(planId) }]);
      return item && commandOfItem(item);
    },
    held: async (accountId, referent) => {
      const held: Held[] = [];
      const range = { pk: pkOf(accountId), prefix: keys.heldPrefix(referent) };
      for await (const item of table.all(range)) {
        held.push({ command: commandOfItem(item), referent });
      }
      const order = ({ command }: Held) => `${dateOf(command)}#${command.inputId}`;
      return held.sort((left, right) => (order(left) < order(right) ? -1 : 1));
    },
  };
};
