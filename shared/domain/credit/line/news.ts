import type { DomainData, DomainFact } from '../../../../events/catalogue.ts';
import { currencyOf } from '../../account.ts';
import type { Converted } from '../rates.ts';
import { evolve } from './evolve.ts';
import { inCurrencyOf, type Pricing } from './exposure.ts';
import { leftOf } from './reservation.ts';
import { invoiceKey, type LineBook, type LineFact, type Order } from './types.ts';

/** What an account's journal says about an invoice that may belong to an order. */
export type InvoiceNews = {
  readonly accountId: string;
  readonly invoiceNumber: string;
  /** Of the account's stream. */
  readonly version: number;
} & (
  | { readonly kind: 'posted'; readonly orderId: string; readonly amountMinor: number }
  | { readonly kind: 'amended'; readonly deltaMinor: number }
  | { readonly kind: 'voided' }
);

/** Events of the ledger that change what a line is used by; allocations only move it about. */
export const movesExposure = [
  'InvoicePosted',
  'InvoiceAmended',
  'InvoiceVoided',
  'InvoiceWrittenOff',
  'CreditNotePosted',
  'PaymentReceived',
  'PaymentRefunded',
  'PaymentReversed',
  'PaymentReinstated',
] as const satisfies readonly DomainFact['type'][];

/** The news in an event of an account's journal, if it has any. */
export const newsOf = ({
  type,
  data,
  version,
}: {
  readonly type: DomainFact['type'];
  readonly data: DomainFact['data'];
  readonly version: number;
}): InvoiceNews | undefined => {
  switch (type) {
    case 'InvoicePosted': {
      const { accountId, invoiceNumber, orderId, totalMinor } = data as DomainData<'InvoicePosted'>;
      return orderId === undefined
        ? undefined
        : { kind: 'posted', accountId, invoiceNumber, version, orderId, amountMinor: totalMinor };
    }
    case 'InvoiceAmended': {
      const { accountId, invoiceNumber, deltaMinor } = data as DomainData<'InvoiceAmended'>;
      return { kind: 'amended', accountId, invoiceNumber, version, deltaMinor };
    }
    case 'InvoiceVoided': {
      const { accountId, invoiceNumber } = data as DomainData<'InvoiceVoided'>;
      return { kind: 'voided', accountId, invoiceNumber, version };
    }
    default:
      return undefined;
  }
};

export const newsKey = ({ accountId, invoiceNumber }: InvoiceNews): string =>
  invoiceKey(currencyOf(accountId), invoiceNumber);

/** What the invoice amounts to after the news; undefined when that is counted already. */
const amountAfter = (order: Order | null, news: InvoiceNews): number | undefined => {
  const before = order?.invoices[newsKey(news)];
  if (before !== undefined && before.version >= news.version) return undefined;
  switch (news.kind) {
    case 'posted':
      return news.amountMinor;
    case 'amended':
      // What is added to a cancelled invoice is cancelled with it.
      return before === undefined || before.amountMinor === 0
        ? undefined
        : Math.max(0, before.amountMinor + news.deltaMinor);
    case 'voided':
      return before === undefined ? undefined : 0;
  }
};

export type Absorbed =
  | { readonly ok: true; readonly book: LineBook; readonly facts: readonly LineFact[] }
  | Extract<Converted, { ok: false }>;

/**
 * Turns reservations into receivables as the ledger tells, and back when an invoice is cancelled:
 * then the order is still to be billed. A credit note gives nothing back, for what it takes off
 * was delivered or will not be. News that were counted before change nothing.
 *
 * The book must hold the orders and the invoices of the news.
 */
export const absorb = (
  before: LineBook,
  news: readonly InvoiceNews[],
  pricing: Pricing,
): Absorbed => {
  let book = before;
  const facts: LineFact[] = [];
  for (const each of news) {
    const orderId = each.kind === 'posted' ? each.orderId : book.invoices.get(newsKey(each));
    if (orderId === undefined || orderId === null) continue;
    const order = book.orders.get(orderId) ?? null;
    const amountMinor = amountAfter(order, each);
    if (amountMinor === undefined) continue;
    const { accountId, invoiceNumber, version } = each;
    const currency = currencyOf(accountId);
    const converted = inCurrencyOf(book.line, amountMinor, currency, pricing, 'down');
    if (!converted.ok) return converted;
    const { amountMinor: lineMinor } = converted;
    const invoices = {
      ...order?.invoices,
      [newsKey(each)]: {
        amountMinor,
        currency,
        lineMinor,
        lineCurrency: book.line.currency,
        version,
      },
    };
    const leftMinor =
      order?.status === 'reserved' ? leftOf(orderedOf(order), invoices, book.line.currency) : 0;
    const fact: LineFact = {
      type: 'CreditReservationInvoiced',
      data: {
        lineId: book.line.lineId,
        orderId,
        invoiceNumber,
        accountId,
        accountVersion: version,
        amountMinor,
        currency,
        lineMinor,
        leftMinor,
      },
    };
    facts.push(fact);
    book = evolve(book, fact, pricing.on);
  }
  return { ok: true, book, facts };
};

const orderedOf = ({ amountMinor, currency, rate }: Order) => ({ amountMinor, currency, rate });

/** Gives back what orders hold that were not billed in time. */
export const expire = (before: LineBook, { on }: Pick<Pricing, 'on'>): Absorbed & { ok: true } => {
  let book = before;
  const facts: LineFact[] = [];
  for (const order of before.orders.values()) {
    if (order === null || order.lineMinor === 0) continue;
    if (order.expiresOn === undefined || order.expiresOn > on) continue;
    const { orderId, revision, lineMinor } = order;
    const data = { lineId: book.line.lineId, orderId, revision, lineMinor };
    const fact: LineFact = {
      type: 'CreditReservationReleased',
      data: { ...data, because: 'expired' },
    };
    facts.push(fact);
    book = evolve(book, fact, on);
  }
  return { ok: true, book, facts };
};
