import type { DomainFact } from '../../events/catalogue.ts';
import { type BusinessDate, businessDate } from '../../shared/domain/calendar.ts';
import { withAssessment } from '../../shared/domain/credit/line/assess.ts';
import { evolve, evolveAll } from '../../shared/domain/credit/line/evolve.ts';
import { exposureOf, type Pricing } from '../../shared/domain/credit/line/exposure.ts';
import { absorb, expire, type InvoiceNews, newsOf } from '../../shared/domain/credit/line/news.ts';
import {
  decideCancellation,
  decideOrder,
  type OrderDecision,
  type OrderRequest,
} from '../../shared/domain/credit/line/orders.ts';
import type { CreditLineSettings } from '../../shared/domain/credit/line/settings.ts';
import { decideGrant, type Granted } from '../../shared/domain/credit/line/terms.ts';
import type {
  AccountFigures,
  CreditLine,
  LineBook,
  LineFact,
} from '../../shared/domain/credit/line/types.ts';
import type { Rate } from '../../shared/domain/credit/rates.ts';

export const lineSettings: CreditLineSettings = {
  currencies: ['USD', 'EUR'],
  warnPercent: 80,
  calmPercent: 70,
  reservationDays: 30,
  rateDays: 7,
  rateMovePercent: 25,
  reviewGraceDays: 15,
  holdFor: ['past-due', 'insolvency', 'review-overdue', 'written-off'],
  pastDueDays: 60,
  reviewFor: ['broken-promise', 'returned-payment', 'bureau-alert', 'written-off'],
};

export const day = (text: string): BusinessDate => businessDate(text);

export const granted = (over: Partial<Granted> = {}): Granted => ({
  applicationId: 'CA-1',
  customerId: 'acme',
  legalEntity: 'main',
  limitMinor: 100_000,
  currency: 'USD',
  termsDays: 30,
  riskClass: 'medium',
  grade: 'B',
  probabilityPpm: 21_000,
  reviewOn: '2026-06-02',
  ...over,
});

/** A line that waits for a review. */
export const waitingLine = (lineId: string, applicationId: string): CreditLine => {
  const begun = decideGrant(undefined, lineId, granted(), 'application');
  if (!begun.decided) throw new Error(begun.message);
  const [on, overdueOn] = [day('2026-02-02'), day('2026-02-17')];
  const data = { lineId, applicationId, because: 'periodic', dueOn: on, overdueOn } as const;
  const book = evolveAll(undefined, [...begun.facts, { type: 'CreditReviewDue', data }], on);
  if (book === undefined) throw new Error('a line begins with a fact');
  return book.line;
};

export const eurRate: Rate = { base: 'EUR', quote: 'USD', on: day('2026-03-02'), rate: '1.1' };

export const pricingOn = (on: string, rates: readonly Rate[] = [eurRate]): Pricing => ({
  on: day(on),
  rateDays: lineSettings.rateDays,
  rates: (from, to) =>
    rates.find(
      ({ base, quote }) => (base === from && quote === to) || (base === to && quote === from),
    ),
});

/** An event of an account's ledger as its journal keeps it. */
export type LedgerEvent = { readonly version: number } & DomainFact;

/** An account as the tests let it move: what is open, what is unapplied, and its journal. */
export type TestAccount = {
  readonly figures: () => AccountFigures;
  readonly news: (after: number) => readonly InvoiceNews[];
  readonly invoice: (invoiceNumber: string, amountMinor: number, orderId?: string) => void;
  readonly amend: (invoiceNumber: string, deltaMinor: number) => void;
  readonly cancel: (invoiceNumber: string) => void;
  readonly credit: (invoiceNumber: string, amountMinor: number) => void;
  readonly pay: (amountMinor: number) => void;
};

/** Allocation is left out: it changes what is open and what is unapplied by the same. */
export const createAccount = (accountId: string): TestAccount => {
  const journal: LedgerEvent[] = [];
  const open = new Map<string, number>();
  let unappliedMinor = 0;
  const tell = (type: DomainFact['type'], data: object): void => {
    journal.push({
      type,
      data: { accountId, ...data },
      version: journal.length + 1,
    } as LedgerEvent);
  };
  return {
    figures: () => ({
      accountId,
      version: journal.length,
      openMinor: [...open.values()].reduce((sum, amount) => sum + amount, 0),
      unappliedMinor,
    }),
    news: (after) =>
      journal.filter(({ version }) => version > after).flatMap((e) => newsOf(e) ?? []),
    invoice: (invoiceNumber, totalMinor, orderId) => {
      if (open.has(invoiceNumber)) return;
      open.set(invoiceNumber, totalMinor);
      tell('InvoicePosted', { invoiceNumber, totalMinor, orderId });
    },
    amend: (invoiceNumber, asked) => {
      const before = open.get(invoiceNumber);
      if (before === undefined || before === 0) return;
      const deltaMinor = Math.max(asked, 1 - before);
      if (deltaMinor === 0) return;
      open.set(invoiceNumber, before + deltaMinor);
      tell('InvoiceAmended', { invoiceNumber, deltaMinor });
    },
    cancel: (invoiceNumber) => {
      const before = open.get(invoiceNumber);
      if (before === undefined) return;
      open.set(invoiceNumber, 0);
      tell('InvoiceVoided', { invoiceNumber });
    },
    credit: (invoiceNumber, asked) => {
      const before = open.get(invoiceNumber) ?? 0;
      const amountMinor = Math.min(before, asked);
      if (amountMinor === 0) return;
      open.set(invoiceNumber, before - amountMinor);
      tell('CreditNotePosted', { invoiceNumber, amountMinor });
    },
    pay: (amountMinor) => {
      unappliedMinor += amountMinor;
      tell('PaymentReceived', { amountMinor });
    },
  };
};

/** A line with its orders in memory, caught up with its accounts whenever it is looked at. */
export const createLine = (
  accounts: readonly TestAccount[],
  orderIds: readonly string[],
  over: Partial<Granted> = {},
) => {
  const grant = decideGrant(undefined, 'acme|main', granted(over), 'application');
  if (!grant.decided) throw new Error(grant.message);
  let pricing = pricingOn('2026-03-02');
  const facts: LineFact[] = [...grant.facts];
  const [first] = grant.facts;
  if (first === undefined) throw new Error('a grant activates');
  let book: LineBook = {
    ...evolve(undefined, first, pricing.on),
    orders: new Map(orderIds.map((orderId) => [orderId, null])),
  };
  const cursors = new Map<string, number>();
  const take = (added: readonly LineFact[]): void => {
    const figures = accounts.map((account) => account.figures());
    const after = withAssessment(book, added, figures, pricing, lineSettings);
    book = after.book;
    facts.push(...after.facts);
  };
  const look = () => {
    const figures = accounts.map((account) => account.figures());
    for (const [index, account] of accounts.entries()) {
      const { accountId, version } = figures[index] ?? account.figures();
      const absorbed = absorb(book, account.news(cursors.get(accountId) ?? 0), pricing);
      if (!absorbed.ok) throw new Error(absorbed.message);
      take(absorbed.facts);
      cursors.set(accountId, version);
    }
    take(expire(book, pricing).facts);
    const exposure = exposureOf(book.line, figures, pricing);
    if (!exposure.ok) throw new Error(exposure.message);
    return exposure;
  };
  return {
    look,
    /** Forgets how far the journals were read: everything is read once more. */
    rewind: () => cursors.clear(),
    book: () => book,
    facts,
    on: (date: string) => {
      pricing = pricingOn(date, [{ ...eurRate, on: day(date) }]);
    },
    act: (added: readonly LineFact[]) => take(added),
    place: (request: OrderRequest): OrderDecision => {
      const exposure = look();
      const { reservationDays } = lineSettings;
      const decision = decideOrder(book, request, { exposure, pricing, reservationDays });
      take(decision.facts);
      return decision;
    },
    cancel: (orderId: string, revision = 1): void => {
      look();
      take(decideCancellation(book, { orderId, revision }));
    },
  };
};
