import type { DomainFact } from '../../events/catalogue.ts';
import { emptyBook, openOf, waitingOf } from '../../shared/domain/ledger/amounts.ts';
import { agendaItems, bookChanges, keys } from '../../shared/domain/ledger/items.ts';
import type { Account, Book, Payment } from '../../shared/domain/ledger/types.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import type { Item } from '../reader.ts';
import { type Folded, factOf } from './fold.ts';

/** What the tables should hold for an account, by how strictly they must hold it. */
export type Projection = {
  readonly snapshot: Item;
  /** In the account's partition: exactly these, and no others of their kinds. */
  readonly items: readonly Item[];
  /** In partitions of their own: these must be there. */
  readonly pointers: readonly Item[];
  /** Tell where to look, so they may be too many: each of these must be there. */
  readonly hints: readonly Item[];
  /** One for each allocation; the ledger may keep several in one item, and under another number. */
  readonly trails: readonly Item[];
  /** Inputs that were booked under their natural key, so that a repeat is known as one. */
  readonly markers: readonly Item[];
  /** By payment, where its cash lies now, as `invoice#instalment`. */
  readonly covered: ReadonlyMap<string, ReadonlySet<string>>;
};

/** What of a live snapshot cannot be told from the journal and is believed. */
export type Live = {
  readonly snapshot: (Item & Partial<Account>) | undefined;
  readonly heldCount: number;
  /** While a plan runs, its progress is in these items alone. */
  readonly payments: ReadonlyMap<string, Payment>;
};

const exactKinds = ['OPEN#', 'INVOICE#', 'PAYMENT#', 'FUND#'];

/** Whether an item of the account's partition is derived from the journal, item for item. */
export const isDerived = (sk: string): boolean => exactKinds.some((kind) => sk.startsWith(kind));

/** A table gives back nothing undefined. */
const stored = (item: object): Item => JSON.parse(JSON.stringify(item)) as Item;

const placeOf = (invoiceNumber: string, instalment: number): string =>
  `${invoiceNumber}#${instalment}`;

/** By payment, the places that its cash covers. */
const coveredIn = (book: Book): Map<string, Set<string>> => {
  const covered = new Map<string, Set<string>>();
  for (const invoice of book.invoices.values()) {
    for (const { instalment, covers } of invoice?.instalments ?? []) {
      for (const { paymentId } of covers) {
        const places = covered.get(paymentId) ?? new Set<string>();
        covered.set(paymentId, places.add(placeOf(invoice?.invoiceNumber ?? '', instalment)));
      }
    }
  }
  return covered;
};

/** One trail for each allocation that still covers something; see `trailsOf` of the ledger. */
const trailsIn = (
  pk: string,
  events: readonly JournalItem[],
  covered: ReadonlyMap<string, ReadonlySet<string>>,
): Item[] =>
  events.flatMap((event) => {
    const fact = factOf(event);
    if (fact.type !== 'CashAllocated') return [];
    const { paymentId, allocations } = fact.data;
    const touched = allocations
      .filter((line) => covered.get(paymentId)?.has(placeOf(line.invoiceNumber, line.instalment)))
      .map(({ invoiceNumber, instalment }) => ({ invoiceNumber, instalment }));
    const sequence = event.version;
    return touched.length === 0
      ? []
      : [{ pk, sk: keys.trail(paymentId, sequence), sequence, touched }];
  });

/**
 * The inputs that an event shows to have been booked, where it names them. What a person decided
 * is booked under the id of the act, and a refund that the provider names under its own as well.
 */
const inputsOf = (event: JournalItem): readonly string[] => {
  const fact = factOf(event);
  const own = inputOf(fact);
  if (!('act' in fact.data) || fact.data.act === undefined) return own === undefined ? [] : [own];
  const { actId } = fact.data.act;
  const named =
    fact.type === 'PaymentRefunded' && fact.data.refundId !== `operator:${actId}` ? own : undefined;
  return named === undefined ? [`act:${actId}`] : [named, `act:${actId}`];
};

const inputOf = (fact: DomainFact): string | undefined => {
  switch (fact.type) {
    case 'InvoicePosted':
      return `invoice:${fact.data.invoiceNumber}`;
    case 'InvoiceAmended':
      return `adjustment:${fact.data.adjustmentId}`;
    case 'InvoiceVoided':
      return `cancellation:${fact.data.invoiceNumber}`;
    case 'CreditNotePosted':
      return `credit-note:${fact.data.creditNoteNumber}`;
    case 'PaymentReceived':
      return `payment:${fact.data.paymentId}`;
    case 'PaymentRefunded':
      return `refund:${fact.data.refundId}`;
    case 'PaymentReversed':
      return `reversal:${fact.data.reversalId}`;
    case 'PaymentReinstated':
      return `reinstatement:${fact.data.reversalId}`;
    case 'PaymentContested':
      return `contest:${fact.data.disputeId}`;
    case 'PromiseBroken':
      return `promise:${fact.data.promiseId}`;
    case 'EntryHeld':
    case 'EntryRefused':
      return fact.data.inputId;
    default:
      return undefined;
  }
};

const markersIn = (pk: string, events: readonly JournalItem[]): Item[] => {
  const markers = new Map<string, Item>();
  for (const event of events) {
    for (const input of inputsOf(event)) {
      if (markers.has(input)) continue;
      markers.set(input, { pk, sk: keys.input(input), at: event.recordedAt });
    }
  }
  return [...markers.values()];
};

/** Only what is open is ever looked for on the agenda. */
const openIn = (book: Book): Book => ({
  ...book,
  invoices: new Map(
    [...book.invoices].filter(([, invoice]) =>
      invoice?.instalments.some((instalment) => openOf(instalment) > 0),
    ),
  ),
});

const believing = (book: Book, live: Live): Book => {
  if (live.snapshot?.plan === undefined) return book;
  const payments = new Map(book.payments);
  for (const [id, payment] of payments) {
    const seen = live.payments.get(id);
    if (!payment || !seen) continue;
    payments.set(id, { ...payment, waitsFor: seen.waitsFor, visiting: seen.visiting });
  }
  return { ...book, payments };
};

/** Every item that follows from the journal of an account, as the tables hold items. */
export const projectAccount = (
  folded: Folded,
  events: readonly JournalItem[],
  live: Live,
): Projection => {
  const book = believing(folded.book, live);
  const { accountId } = book;
  const pk = keys.account(accountId);
  const { puts, claims } = bookChanges(emptyBook(accountId), book);
  const covered = coveredIn(book);
  const head = events.at(-1);
  const plan = live.snapshot?.plan;
  let waitingMinor = 0;
  for (const payment of book.payments.values()) waitingMinor += payment ? waitingOf(payment) : 0;
  const snapshot = {
    pk,
    sk: keys.snapshot,
    accountId,
    totals: book.totals,
    openCount: book.openCount,
    aloneMinor:
      book.aloneMinor > 0 || live.snapshot?.aloneMinor !== undefined ? book.aloneMinor : undefined,
    waitingMinor,
    plannedMinor: plan === undefined ? 0 : (live.snapshot?.plannedMinor ?? 0),
    heldCount: live.heldCount,
    plan,
    version: head?.version ?? 0,
    hash: head?.hash ?? '',
  };
  const own = puts.filter((item) => item.pk === pk);
  return {
    snapshot: stored(snapshot),
    items: own.filter(({ sk }) => isDerived(sk)).map(stored),
    pointers: [...puts.filter((item) => item.pk !== pk), ...claims].map(stored),
    hints: [
      ...own.filter(({ sk }) => !isDerived(sk)),
      ...agendaItems(emptyBook(accountId), openIn(book)),
    ].map(stored),
    trails: trailsIn(pk, events, covered),
    markers: markersIn(pk, events),
    covered,
  };
};
