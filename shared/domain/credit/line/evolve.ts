import type { DomainData } from '../../../../events/catalogue.ts';
import { currencyOf } from '../../account.ts';
import { addDays, type BusinessDate, businessDate, daysBetween, instant } from '../../calendar.ts';
import { InvariantError, invariant } from '../../errors.ts';
import type { Rate } from '../rates.ts';
import {
  type CreditLine,
  invoiceKey,
  type LineBook,
  type LineFact,
  type Order,
  type UsageLevel,
} from './types.ts';

type Terms = Pick<
  CreditLine,
  | 'currency'
  | 'limitMinor'
  | 'termsDays'
  | 'riskClass'
  | 'grade'
  | 'probabilityPpm'
  | 'reviewOn'
  | 'groupId'
  | 'insuredMinor'
  | 'coveragePercent'
>;

/** Every term, so that one which a change leaves out is gone. */
const termsIn = (
  data: DomainData<'CreditLineActivated'> | DomainData<'CreditLineChanged'>,
): Terms => ({
  currency: data.currency,
  limitMinor: data.limitMinor,
  termsDays: data.termsDays,
  riskClass: data.riskClass,
  grade: data.grade,
  probabilityPpm: data.probabilityPpm,
  reviewOn: businessDate(data.reviewOn),
  groupId: data.groupId,
  insuredMinor: data.insuredMinor,
  coveragePercent: data.coveragePercent,
});

const emptyOrder = (orderId: string): Order => ({
  orderId,
  status: 'unplaced',
  revision: 0,
  lineMinor: 0,
  invoices: {},
});

const orderIn = (book: LineBook, orderId: string): Order => {
  const order = book.orders.get(orderId);
  invariant(order !== undefined, `order ${orderId} was not looked at`);
  return order ?? emptyOrder(orderId);
};

/** The book with an order that holds more or less than before. */
const withOrder = (book: LineBook, order: Order): LineBook => {
  const before = orderIn(book, order.orderId).lineMinor;
  const { reservedMinor, reservedCount } = book.line;
  const line = {
    ...book.line,
    reservedMinor: reservedMinor + order.lineMinor - before,
    reservedCount: reservedCount + Number(order.lineMinor > 0) - Number(before > 0),
  };
  invariant(order.lineMinor >= 0 && line.reservedMinor >= 0, 'no reservation is below zero');
  return { ...book, line, orders: new Map(book.orders).set(order.orderId, order) };
};

const rateIn = (rate: DomainData<'CreditReserved'>['rate']): Rate | undefined =>
  rate && { ...rate, on: businessDate(rate.on) };

const reserved = (
  book: LineBook,
  data: DomainData<'CreditReserved' | 'CreditReservationChanged'>,
): LineBook =>
  withOrder(book, {
    orderId: data.orderId,
    status: 'reserved',
    revision: data.revision,
    amountMinor: data.amountMinor,
    currency: data.currency,
    rate: rateIn(data.rate),
    lineMinor: data.lineMinor,
    expiresOn: businessDate(data.expiresOn),
    invoices: orderIn(book, data.orderId).invoices,
  });

const released = (book: LineBook, data: DomainData<'CreditReservationReleased'>): LineBook => {
  const order = orderIn(book, data.orderId);
  const { because, revision } = data;
  return withOrder(book, {
    ...order,
    revision: Math.max(order.revision, revision),
    status: because === 'held' ? 'held' : because === 'expired' ? 'expired' : 'cancelled',
    lineMinor: 0,
    expiresOn: undefined,
  });
};

const invoiced = (book: LineBook, data: DomainData<'CreditReservationInvoiced'>): LineBook => {
  const order = orderIn(book, data.orderId);
  const { accountId, amountMinor, currency, accountVersion: version } = data;
  const key = invoiceKey(currencyOf(accountId), data.invoiceNumber);
  const invoices = {
    ...order.invoices,
    [key]: {
      amountMinor,
      currency,
      lineMinor: data.lineMinor,
      lineCurrency: book.line.currency,
      version,
    },
  };
  return {
    ...withOrder(book, { ...order, lineMinor: data.leftMinor, invoices }),
    invoices: new Map(book.invoices).set(key, data.orderId),
  };
};

/** What was not given back before stays reserved by the revision that it was reserved for. */
const orderHeld = (book: LineBook, data: DomainData<'CreditOrderHeld'>): LineBook => {
  const order = orderIn(book, data.orderId);
  const { because, revision: heldRevision } = data;
  if (order.status === 'reserved') return withOrder(book, { ...order, heldRevision, because });
  return withOrder(book, {
    orderId: data.orderId,
    status: 'held',
    revision: data.revision,
    amountMinor: data.amountMinor,
    currency: data.currency,
    lineMinor: 0,
    because: data.because,
    invoices: order.invoices,
  });
};

/** A hold of a person remembers whose it is: who releases it has at least their rank. */
const held = (line: CreditLine, { because, act }: DomainData<'CreditHoldPlaced'>): CreditLine => ({
  ...line,
  holds: because,
  ...(act === undefined ? {} : { heldBy: { actor: act.actor, role: act.role } }),
});

const levelled = (book: LineBook, level: UsageLevel, episode = book.line.episode): LineBook => ({
  ...book,
  line: { ...book.line, level, episode },
});

const withNews = (line: CreditLine, askAfter: string | undefined): CreditLine =>
  askAfter === undefined ? line : { ...line, askAfter: instant(askAfter) };

/** A line as a first activation begins it. */
const begun = (data: DomainData<'CreditLineActivated'>, on: BusinessDate): CreditLine => ({
  lineId: data.lineId,
  customerId: data.customerId,
  legalEntity: data.legalEntity,
  status: 'active',
  activatedOn: on,
  applicationId: data.applicationId,
  ...termsIn(data),
  reservedMinor: 0,
  reservedCount: 0,
  level: 'within',
  episode: 0,
  holds: [],
});

/**
 * A line that was closed and is granted again keeps what it knows of its orders, of its reviews and
 * of what it was held for: the facts that follow say which of these holds are over.
 */
const activated = (
  book: LineBook | undefined,
  data: DomainData<'CreditLineActivated'>,
  on: BusinessDate,
): LineBook => {
  const fresh = begun(data, on);
  if (book === undefined) return { line: fresh, orders: new Map(), invoices: new Map() };
  const { reservedMinor, reservedCount, episode, holds, heldBy, lastReview, askAfter } = book.line;
  const kept = { reservedMinor, reservedCount, episode, holds };
  return {
    ...book,
    line: {
      ...fresh,
      ...kept,
      ...(heldBy === undefined ? {} : { heldBy }),
      ...(lastReview === undefined ? {} : { lastReview }),
      ...(askAfter === undefined ? {} : { askAfter }),
    },
  };
};

/**
 * The book of a line after one more fact. It must hold the orders that the fact names.
 *
 * @throws InvariantError when the fact does not follow from the book.
 */
export const evolve = (
  book: LineBook | undefined,
  fact: LineFact,
  effectiveOn: BusinessDate,
): LineBook => {
  if (fact.type === 'CreditLineActivated') return activated(book, fact.data, effectiveOn);
  if (book === undefined) throw new InvariantError(`${fact.type} before the line was active`);
  const { line } = book;
  switch (fact.type) {
    case 'CreditLineChanged': {
      const { because, applicationId = line.applicationId } = fact.data;
      const { review: _concluded, ...concluded } = line;
      const rest = because === 'person' ? line : concluded;
      return { ...book, line: { ...rest, applicationId, ...termsIn(fact.data) } };
    }
    case 'CreditLineClosed': {
      const { review: _over, queued: _moot, ...rest } = line;
      return { ...book, line: { ...rest, status: 'closed', closedOn: effectiveOn } };
    }
    case 'CreditReserved':
    case 'CreditReservationChanged':
      return reserved(book, fact.data);
    case 'CreditReservationInvoiced':
      return invoiced(book, fact.data);
    case 'CreditReservationReleased':
      return released(book, fact.data);
    case 'CreditOrderHeld':
      return orderHeld(book, fact.data);
    case 'CreditUsageWarned':
      return levelled(book, 'warned', fact.data.episode);
    case 'CreditLimitExceeded':
      return levelled(book, 'exceeded', fact.data.episode);
    case 'CreditExposureChanged':
      return levelled(book, fact.data.level);
    case 'CreditHoldPlaced':
      return { ...book, line: held(line, fact.data) };
    case 'CreditHoldReleased': {
      const over = new Set(fact.data.because);
      const { heldBy, ...free } = line;
      const holds = line.holds.filter((each) => !over.has(each));
      const rest = over.has('person') || heldBy === undefined ? free : line;
      return { ...book, line: { ...rest, holds } };
    }
    case 'CreditReviewDue': {
      const { applicationId, because, dueOn, overdueOn, askAfter } = fact.data;
      const late = businessDate(overdueOn);
      const review = {
        applicationId,
        because,
        dueOn: businessDate(dueOn),
        overdueOn: late,
        overdue: false,
        againOn: addDays(late, daysBetween(effectiveOn, late)),
      };
      const again = line.lastReview?.on === effectiveOn ? line.lastReview.count : 0;
      const lastReview = { on: effectiveOn, count: again + 1 };
      const { queued: _begun, ...rest } = withNews(line, askAfter);
      return { ...book, line: { ...rest, review, lastReview } };
    }
    case 'CreditReviewQueued': {
      const { because, askAfter } = fact.data;
      return { ...book, line: { ...withNews(line, askAfter), queued: because } };
    }
    case 'CreditReviewOverdue':
      return line.review === undefined
        ? book
        : { ...book, line: { ...line, review: { ...line.review, overdue: true } } };
  }
};

export const evolveAll = (
  book: LineBook | undefined,
  facts: readonly LineFact[],
  effectiveOn: BusinessDate,
): LineBook | undefined =>
  facts.reduce<LineBook | undefined>((next, fact) => evolve(next, fact, effectiveOn), book);
