import type { DomainFact } from '../../events/catalogue.ts';
import { emptyBook, unappliedOf } from '../../shared/domain/ledger/amounts.ts';
import { evolve } from '../../shared/domain/ledger/evolve.ts';
import type { Book, Invoice, Payment } from '../../shared/domain/ledger/types.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';

/** An account as its events alone tell it. */
export type Folded = {
  readonly book: Book;
  /** The event that cannot follow those before it, with the rule that it breaks. */
  readonly stop?: { readonly version: number; readonly type: string; readonly why: string };
};

export const factOf = ({ type, data }: JournalItem): DomainFact => ({ type, data }) as DomainFact;

const strings = (value: unknown): string[] => (typeof value === 'string' ? [value] : []);

/** Invoices and payments that an event names, wherever in it: all that it can change. */
const namedIn = (
  data: unknown,
  into = { invoices: new Set<string>(), payments: new Set<string>() },
): { invoices: Set<string>; payments: Set<string> } => {
  if (Array.isArray(data)) for (const each of data) namedIn(each, into);
  else if (typeof data === 'object' && data !== null) {
    const { invoiceNumber, paymentId, ...others } = data as Record<string, unknown>;
    for (const number of strings(invoiceNumber)) into.invoices.add(number);
    for (const id of strings(paymentId)) into.payments.add(id);
    for (const other of Object.values(others)) if (typeof other === 'object') namedIn(other, into);
  }
  return into;
};

const present = <T>(all: ReadonlyMap<string, T>, names: Iterable<string>): Map<string, T> => {
  const found = new Map<string, T>();
  for (const name of names) {
    const value = all.get(name);
    if (value !== undefined) found.set(name, value);
  }
  return found;
};

/**
 * Folds the stream of an account with the ledger's own `evolve`, an event at a time over the part
 * of the book that it names, so that the cost of an event does not grow with the account.
 *
 * Which named invoices a payment still waits for is no event of its own; it follows from the order
 * of the journal: the names that were unknown when the cash came, less those that came since.
 */
export const foldAccount = (accountId: string, events: readonly JournalItem[]): Folded => {
  const invoices = new Map<string, Invoice | null>();
  const payments = new Map<string, Payment | null>();
  const waiters = new Map<string, Set<string>>();
  let { totals, openCount, aloneMinor } = emptyBook(accountId);
  const book = (): Book => ({
    accountId,
    totals,
    openCount,
    aloneMinor,
    invoices,
    payments,
  });

  const awaitNames = (paymentId: string): void => {
    const payment = payments.get(paymentId);
    if (!payment || unappliedOf(payment) === 0) return;
    const unknown = payment.names.filter((name) => !invoices.has(name));
    const waitsFor = [...new Set([...payment.waitsFor, ...unknown])];
    payments.set(paymentId, { ...payment, waitsFor });
    for (const name of waitsFor) {
      waiters.set(name, (waiters.get(name) ?? new Set<string>()).add(paymentId));
    }
  };
  const nameArrived = (invoiceNumber: string): void => {
    for (const paymentId of waiters.get(invoiceNumber) ?? []) {
      const payment = payments.get(paymentId);
      if (!payment) continue;
      const waitsFor = payment.waitsFor.filter((name) => name !== invoiceNumber);
      payments.set(paymentId, { ...payment, waitsFor });
    }
    waiters.delete(invoiceNumber);
  };

  for (const event of events) {
    const fact = factOf(event);
    const named = namedIn(fact.data);
    const part: Book = {
      accountId,
      totals,
      openCount,
      aloneMinor,
      invoices: present(invoices, named.invoices),
      payments: present(payments, named.payments),
    };
    try {
      const next = evolve(part, { fact, effectiveOn: event.effectiveOn });
      ({ totals, openCount, aloneMinor } = next);
      for (const [number, invoice] of next.invoices) invoices.set(number, invoice);
      for (const [id, payment] of next.payments) payments.set(id, payment);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { book: book(), stop: { version: event.version, type: event.type, why } };
    }
    if (fact.type === 'InvoicePosted') nameArrived(fact.data.invoiceNumber);
    if (fact.type === 'PaymentReceived' || fact.type === 'PaymentReinstated') {
      awaitNames(fact.data.paymentId);
    }
  }
  return { book: book() };
};
