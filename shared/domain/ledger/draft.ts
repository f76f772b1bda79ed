import type { DomainFact } from '../../../events/catalogue.ts';
import { currencyOf } from '../account.ts';
import type { BusinessDate } from '../calendar.ts';
import { InvariantError } from '../errors.ts';
import type { Group } from './allocate.ts';
import { openOfInvoice, waitingOf } from './amounts.ts';
import { evolve } from './evolve.ts';
import { agendaItems, bookChanges, maxAgendaInTransaction } from './items.ts';
import type { Account, Book, Chunk, Invoice, Loaded, Need, Payment } from './types.ts';

/** What a decision has produced so far, on its way into one transaction. Local to one decision. */
export type Draft = {
  readonly account: Account;
  before: Book;
  book: Book;
  readonly entries: { fact: DomainFact; effectiveOn: BusinessDate }[];
  readonly spentWaits: Chunk['spentWaits'][number][];
  readonly spentTrails: Chunk['spentTrails'][number][];
};

/** A decision asks for what it needs and goes on with the answer. */
export type Asking<T> = Generator<Need, T, Loaded>;

export const createDraft = (account: Account): Draft => {
  const book: Book = {
    accountId: account.accountId,
    totals: account.totals,
    openCount: account.openCount,
    aloneMinor: account.aloneMinor ?? 0,
    invoices: new Map(),
    payments: new Map(),
  };
  return { account, before: book, book, entries: [], spentWaits: [], spentTrails: [] };
};

export const record = (draft: Draft, fact: DomainFact, effectiveOn: BusinessDate): void => {
  const entry = { fact, effectiveOn };
  draft.book = evolve(draft.book, entry);
  draft.entries.push(entry);
};

export const currencyOfDraft = (draft: Draft): string => currencyOf(draft.account.accountId);

/** One CashAllocated for each group, naming the invoices that it settles. */
export const recordAllocations = (draft: Draft, groups: readonly Group[]): void => {
  const { accountId } = draft.account;
  for (const { paymentId, effectiveOn, lines } of groups) {
    const touched = [...new Set(lines.map(({ invoiceNumber }) => invoiceNumber))];
    const coveredMinor = (number: string) =>
      lines.reduce((sum, line) => sum + (line.invoiceNumber === number ? line.amountMinor : 0), 0);
    const settledInvoices = touched.filter(
      (number) => openOfInvoice(invoiceFrom(draft, number)) === coveredMinor(number),
    );
    const currency = currencyOfDraft(draft);
    record(
      draft,
      {
        type: 'CashAllocated',
        data: { accountId, paymentId, currency, allocations: [...lines], settledInvoices },
      },
      effectiveOn,
    );
  }
};

/** Changes what only indexes know, and no amount: which names are waited for. */
export const reindex = (draft: Draft, payment: Payment): void => {
  const payments = new Map(draft.book.payments).set(payment.paymentId, payment);
  draft.book = { ...draft.book, payments };
};

const admit = (draft: Draft, kind: 'invoices' | 'payments', found: Map<string, unknown>): void => {
  draft.before = { ...draft.before, [kind]: new Map([...draft.before[kind], ...found]) };
  draft.book = { ...draft.book, [kind]: new Map([...found, ...draft.book[kind]]) };
};

/** Loads invoices that were not looked at; those that do not exist become `null`. */
export function* askInvoices(draft: Draft, numbers: readonly string[]): Asking<void> {
  const missing = [...new Set(numbers)].filter((number) => !draft.book.invoices.has(number));
  if (missing.length === 0) return;
  const { invoices = [] } = yield { kind: 'invoices', numbers: missing };
  const found = new Map<string, Invoice | null>(missing.map((number) => [number, null]));
  for (const invoice of invoices) found.set(invoice.invoiceNumber, invoice);
  admit(draft, 'invoices', found);
}

export function* askPayments(draft: Draft, ids: readonly string[]): Asking<void> {
  const missing = [...new Set(ids)].filter((id) => !draft.book.payments.has(id));
  if (missing.length === 0) return;
  const { payments = [] } = yield { kind: 'payments', ids: missing };
  const found = new Map<string, Payment | null>(missing.map((id) => [id, null]));
  for (const payment of payments) found.set(payment.paymentId, payment);
  admit(draft, 'payments', found);
}

/** @throws InvariantError when the decision did not ask for it or it does not exist. */
export const invoiceFrom = (draft: Draft, number: string): Invoice => {
  const invoice = draft.book.invoices.get(number);
  if (!invoice) throw new InvariantError(`invoice ${number} was not loaded`);
  return invoice;
};

export const paymentFrom = (draft: Draft, id: string): Payment => {
  const payment = draft.book.payments.get(id);
  if (!payment) throw new InvariantError(`payment ${id} was not loaded`);
  return payment;
};

/** All cash that waits for named invoices, after what the draft did. */
export const waitingIn = (draft: Pick<Draft, 'account' | 'before' | 'book'>): number => {
  let waiting = draft.account.waitingMinor;
  for (const [id, payment] of draft.book.payments) {
    const old = draft.before.payments.get(id);
    if (payment) waiting += waitingOf(payment) - (old ? waitingOf(old) : 0);
  }
  return waiting;
};

export const freeIn = (draft: Pick<Draft, 'account' | 'before' | 'book'>): number =>
  draft.book.totals.unappliedMinor - waitingIn(draft);

/** The snapshot, the marker or held item, the marker of an act beside it, and the plan. */
const fixedActions = 4;
const maxActions = 100;

/** Transaction actions that are still free. */
export const roomIn = (draft: Draft): number => {
  const { puts, deletes, claims } = bookChanges(draft.before, draft.book);
  const agenda = agendaItems(draft.before, draft.book).length;
  const trails = new Set(
    draft.entries.flatMap(({ fact }) =>
      fact.type === 'CashAllocated' ? [fact.data.paymentId] : [],
    ),
  );
  return (
    maxActions -
    fixedActions -
    draft.entries.length -
    puts.length -
    deletes.length -
    claims.length -
    (agenda > maxAgendaInTransaction ? 0 : agenda) -
    trails.size -
    draft.spentWaits.length -
    draft.spentTrails.length
  );
};
