import {
  allocate,
  earliestFirst,
  type Fund,
  oldestFirst,
  type Target,
  targetsOf,
} from './allocate.ts';
import { freeOf, openOfInvoice, unappliedOf } from './amounts.ts';
import {
  type Asking,
  askInvoices,
  askPayments,
  type Draft,
  freeIn,
  invoiceFrom,
  paymentFrom,
  recordAllocations,
  reindex,
  roomIn,
  waitingIn,
} from './draft.ts';
import type { FundRef, Invoice, OpenRef, Payment, Slice } from './types.ts';

/** Names, open instalments and funds that one transaction looks at. */
const namesPerLook = 40;
const targetsPerLook = 40;

/** Below this room a look is not worth its reads: the next transaction does it. */
const worthwhileRoom = 10;

/** Actions for one waiting payment: item, fund, trail, event, spent entry, and one to spare. */
const waitCost = 6;

const fundFrom = (payment: Payment, amountMinor: number): Fund => ({
  paymentId: payment.paymentId,
  amountMinor,
  availableOn: payment.availableOn,
});

/**
 * Puts the cash of a payment on the invoices that its remittance names, in its order, from the
 * name with number `cursor` on; unknown names are waited for while cash is left. Answers where
 * to go on, or undefined when all names were looked at or no cash is left.
 */
export function* coverNames(
  draft: Draft,
  paymentId: string,
  cursor: number,
): Asking<number | undefined> {
  const { names } = paymentFrom(draft, paymentId);
  let next = cursor;
  const finish = (stopped: number | undefined): number | undefined => {
    const payment = paymentFrom(draft, paymentId);
    const visiting = stopped !== undefined;
    if (payment.visiting !== visiting) reindex(draft, { ...payment, visiting });
    return stopped;
  };
  while (next < names.length && unappliedOf(paymentFrom(draft, paymentId)) > 0) {
    const room = roomIn(draft);
    if (room < worthwhileRoom) return finish(next);
    const batch = names.slice(next, next + Math.min(namesPerLook, room - worthwhileRoom + 1));
    yield* askInvoices(draft, batch);
    const known = batch.flatMap((name) => draft.book.invoices.get(name) ?? []);
    const payment = paymentFrom(draft, paymentId);
    const groups = allocate(
      [fundFrom(payment, unappliedOf(payment))],
      targetsOf(known),
      room - (batch.length - known.length),
    );
    recordAllocations(draft, groups);
    const left = paymentFrom(draft, paymentId);
    if (unappliedOf(left) === 0) break;
    const stuck = batch.findIndex((name) => {
      const invoice = draft.book.invoices.get(name);
      return invoice ? openOfInvoice(invoice) > 0 : false;
    });
    const seen = stuck === -1 ? batch : batch.slice(0, stuck);
    const unknown = seen.filter((name) => draft.book.invoices.get(name) === null);
    if (unknown.length > 0) {
      reindex(draft, { ...left, waitsFor: [...new Set([...left.waitsFor, ...unknown])] });
    }
    next += seen.length;
    if (stuck !== -1) return finish(next);
  }
  return finish(undefined);
}

/**
 * Puts cash that waits for an invoice on it, earliest received first. Answers false when the
 * transaction is full and some of it still waits.
 */
export function* coverFromWaiting(draft: Draft, invoiceNumber: string): Asking<boolean> {
  if (waitingIn(draft) === 0) return true;
  const room = roomIn(draft);
  const instalments = invoiceFrom(draft, invoiceNumber).instalments.length;
  const most = Math.floor((room - 1 - instalments) / waitCost);
  if (most < 1) return false;
  const { waits = { items: [], complete: true } } = yield { kind: 'waits', invoiceNumber };
  const taken = waits.items.slice(0, most);
  yield* askPayments(draft, taken);
  const waiting = taken
    .flatMap((id) => draft.book.payments.get(id) ?? [])
    .filter(({ waitsFor }) => waitsFor.includes(invoiceNumber))
    .sort(earliestFirst);
  const funds = waiting.map((payment) => fundFrom(payment, unappliedOf(payment)));
  const targets = targetsOf([invoiceFrom(draft, invoiceNumber)]);
  recordAllocations(draft, allocate(funds, targets, room));
  for (const { paymentId } of waiting) {
    const payment = paymentFrom(draft, paymentId);
    const waitsFor = payment.waitsFor.filter((name) => name !== invoiceNumber);
    reindex(draft, { ...payment, waitsFor });
  }
  for (const paymentId of taken) draft.spentWaits.push({ invoiceNumber, paymentId });
  return waits.complete && taken.length === waits.items.length;
}

const nothing: Slice<never> = { items: [], complete: true };

/** What the index shows, corrected by what the draft changed, as far as the index was read. */
const merge = <T>(
  slice: Slice<T>,
  isDrafted: (item: T) => boolean,
  drafted: readonly T[],
  order: (left: T, right: T) => number,
): T[] => {
  const horizon = slice.complete ? undefined : slice.items.at(-1);
  return [...slice.items.filter((item) => !isDrafted(item)), ...drafted]
    .filter((item) => horizon === undefined || order(item, horizon) <= 0)
    .sort(order);
};

/** The first of them that together reach the amount. */
const reaching = <T>(items: readonly T[], amountMinor: number, of: (item: T) => number): T[] => {
  let left = amountMinor;
  const taken: T[] = [];
  for (const item of items) {
    if (left <= 0) break;
    taken.push(item);
    left -= of(item);
  }
  return taken;
};

const isUndisputed = (invoice: Invoice | null): invoice is Invoice =>
  invoice !== null && invoice.disputedOn === undefined;

/**
 * The oldest undisputed places for cash. Cash that comes without a name must not vanish into what
 * the customer contests while they pay what they do not.
 */
function* openIn(draft: Draft): Asking<Slice<OpenRef>> {
  const asked =
    draft.account.totals.openMinor > 0 ? ((yield { kind: 'open' }).open ?? nothing) : nothing;
  const invoices = [...draft.book.invoices.values()].filter(isUndisputed);
  const isDrafted = ({ invoiceNumber }: OpenRef) => Boolean(draft.book.invoices.get(invoiceNumber));
  const items = merge(asked, isDrafted, targetsOf(invoices), oldestFirst);
  return { items, complete: asked.complete };
}

function* fundsIn(draft: Draft): Asking<FundRef[]> {
  const free = draft.account.totals.unappliedMinor - draft.account.waitingMinor;
  const asked = free > 0 ? ((yield { kind: 'funds' }).funds ?? nothing) : nothing;
  const payments = [...draft.book.payments.values()].filter((payment) => payment !== null);
  const drafted = payments
    .filter((payment) => freeOf(payment) > 0)
    .map((payment) => ({
      paymentId: payment.paymentId,
      receivedOn: payment.receivedOn,
      unappliedMinor: freeOf(payment),
    }));
  const isDrafted = ({ paymentId }: FundRef) => Boolean(draft.book.payments.get(paymentId));
  return merge(asked, isDrafted, drafted, earliestFirst);
}

/**
 * Puts free cash on the oldest open undisputed instalments, earliest cash first, until one of
 * both has run out. Answers false when the transaction is full before that.
 */
export function* sweep(draft: Draft): Asking<boolean> {
  const done = () => freeIn(draft) === 0 || draft.book.totals.openMinor === 0;
  if (done()) return true;
  const room = roomIn(draft);
  if (room < worthwhileRoom) return false;
  const { items: open, complete } = yield* openIn(draft);
  if (complete && open.length === 0) return true;
  const funds = yield* fundsIn(draft);
  const places = reaching(open, freeIn(draft), ({ openMinor }) => openMinor).slice(
    0,
    targetsPerLook,
  );
  const sources = reaching(
    funds,
    draft.book.totals.openMinor,
    ({ unappliedMinor }) => unappliedMinor,
  );
  yield* askInvoices(
    draft,
    places.map(({ invoiceNumber }) => invoiceNumber),
  );
  yield* askPayments(
    draft,
    sources.map(({ paymentId }) => paymentId),
  );
  const targets = places.map((place): Target => {
    const found = targetsOf([invoiceFrom(draft, place.invoiceNumber)]).find(
      ({ instalment }) => instalment === place.instalment,
    );
    return found ?? { ...place, openMinor: 0, openSince: place.dueOn };
  });
  const cash = sources.map(({ paymentId }) => {
    const payment = paymentFrom(draft, paymentId);
    return fundFrom(payment, freeOf(payment));
  });
  recordAllocations(draft, allocate(cash, targets, room));
  // Cash that is left while all of these are covered has only disputed instalments before it.
  const filled = (place: OpenRef) =>
    targetsOf([invoiceFrom(draft, place.invoiceNumber)]).every(
      ({ instalment }) => instalment !== place.instalment,
    );
  return done() || (complete && places.length === open.length && places.every(filled));
}
