import type { CreditAct } from '../../../../events/credit-parts.ts';
import { addDays } from '../../calendar.ts';
import { invariant } from '../../errors.ts';
import { inMajor } from '../../money.ts';
import { rateRefusals } from '../rates.ts';
import { inCurrencyOf, type Measured, type Pricing } from './exposure.ts';
import { isCountedIn, leftOf } from './reservation.ts';
import type { CreditLine, LineBook, LineFact, Order } from './types.ts';

/** A revision of an order as its sender tells it. */
export type OrderRequest = {
  readonly orderId: string;
  readonly revision: number;
  readonly amountMinor: number;
  readonly currency: string;
  /** Of the person who asks, in place of the system that takes orders. */
  readonly act?: CreditAct | undefined;
  /** It was placed, and nobody waits for an answer: what it has reserved is not taken back. */
  readonly told?: boolean | undefined;
};

/** Why an order is held or not looked at. */
export const orderRules = {
  noLine: 'no-line',
  closed: 'line-closed',
  onHold: 'line-on-hold',
  overLimit: 'over-limit',
  overGroupLimit: 'over-group-limit',
  rateUnknown: rateRefusals.unknown,
  rateStale: rateRefusals.stale,
  cancelled: 'order-cancelled',
  stale: 'revision-stale',
  differs: 'revision-differs',
} as const;

/** What one rule says about an order, with the figures. */
export type Because = { readonly rule: string; readonly message: string };

/**
 * `approved`: its part of the line is reserved. `held`: it is not, and may be asked for again.
 * `refused`: the question itself is wrong: the order is cancelled, or another revision of it counts.
 */
export type OrderDecision = {
  readonly answer: 'approved' | 'held' | 'refused';
  readonly because: readonly Because[];
  readonly facts: readonly LineFact[];
};

/** What members of a group owe together, and may. */
export type GroupRoom =
  | { readonly ok: true; readonly roomMinor: number; readonly message: string }
  | Extract<Measured, { ok: false }>;

export type OrderView = {
  readonly exposure: Measured;
  /** Room under the limit of the group, in the currency of the line; left out without a group. */
  readonly group?: GroupRoom | undefined;
  readonly pricing: Pricing;
  readonly reservationDays: number;
};

const refused = (rule: string, message: string): OrderDecision => ({
  answer: 'refused',
  because: [{ rule, message }],
  facts: [],
});

const approved = (facts: readonly LineFact[] = []): OrderDecision => ({
  answer: 'approved',
  because: [],
  facts,
});

const isSame = (order: Order, request: OrderRequest): boolean =>
  order.amountMinor === request.amountMinor && order.currency === request.currency;

/** As much of its currency as is reserved, or less. */
const asksNoMore = (order: Order, { amountMinor, currency }: OrderRequest): boolean =>
  order.status === 'reserved' &&
  order.currency === currency &&
  order.amountMinor !== undefined &&
  amountMinor <= order.amountMinor;

/** The highest revision that was heard of, also when an earlier one is what is reserved. */
const newestOf = ({ revision, heldRevision = 0 }: Order): number =>
  Math.max(revision, heldRevision);

/** A line that was closed or is held since takes no order, also none that it took before. */
const takesOrders = ({ status, holds }: CreditLine): boolean =>
  status === 'active' && holds.length === 0;

/** An answer that an earlier question has settled. */
const settled = (
  line: CreditLine,
  order: Order,
  request: OrderRequest,
): OrderDecision | undefined => {
  const { orderId, revision } = request;
  const newest = newestOf(order);
  if (revision < newest) {
    const message = `revision ${newest} of order ${orderId} is known; this one is ${revision}`;
    return refused(orderRules.stale, message);
  }
  if (revision > order.revision || order.status === 'unplaced') return undefined;
  if (order.status === 'cancelled') {
    const message = `order ${orderId} is cancelled; opened again it has a revision above ${revision}`;
    return refused(orderRules.cancelled, message);
  }
  if (!isSame(order, request)) {
    const before =
      order.amountMinor === undefined || order.currency === undefined
        ? 'nothing'
        : inMajor(order.amountMinor, order.currency);
    const message = `revision ${revision} of order ${orderId} was over ${before}; another amount is another revision`;
    return refused(orderRules.differs, message);
  }
  // Held since, it is told that it is taken again.
  const isTaken = takesOrders(line) && order.heldRevision !== revision;
  const stands = order.status === 'reserved' && (isTaken || request.told === true);
  return stands && isCountedIn(order, line.currency) ? approved() : undefined;
};

const limitsOf = (
  line: CreditLine,
  needMinor: number,
  givesBackMinor: number,
  { exposure, group }: OrderView,
): Because[] => {
  const because: Because[] = [];
  if (!exposure.ok) return [{ rule: exposure.code, message: exposure.message }];
  const after = exposure.exposureMinor - givesBackMinor + needMinor;
  if (after > line.limitMinor) {
    const { currency, limitMinor } = line;
    const message = `with this order ${inMajor(after, currency)} would be used of a limit of ${inMajor(limitMinor, currency)}`;
    because.push({ rule: orderRules.overLimit, message });
  }
  if (group !== undefined && !group.ok) {
    because.push({ rule: group.code, message: group.message });
  } else if (group !== undefined && needMinor - givesBackMinor > group.roomMinor) {
    because.push({ rule: orderRules.overGroupLimit, message: group.message });
  }
  return because;
};

const releasedBy = (line: CreditLine, order: Order, because: 'held' | 'cancelled'): LineFact => ({
  type: 'CreditReservationReleased',
  data: {
    lineId: line.lineId,
    orderId: order.orderId,
    revision: order.revision,
    lineMinor: order.lineMinor,
    because,
  },
});

/**
 * Held: what an earlier revision reserved is given back, for that one does not count any more. Not
 * so when nobody hears of it: what was confirmed may be delivered, and needs its room until then.
 * Nor when it takes no more than that, and only the line is held: nobody else may use the room, and
 * the order is delivered when the line is free again.
 */
const hold = (
  line: CreditLine,
  known: Order | null,
  request: OrderRequest,
  needMinor: number | undefined,
  because: readonly Because[],
  kept?: readonly LineFact[],
): OrderDecision => {
  const { orderId, revision, amountMinor, currency, act } = request;
  const rules = because.map(({ rule }) => rule);
  const gives = known?.status === 'reserved' && request.told !== true;
  const before = kept ?? (gives ? [releasedBy(line, known, 'held')] : []);
  const heldBefore = known?.status === 'held' ? known.revision : known?.heldRevision;
  const repeats =
    before.length === 0 && heldBefore === revision && known?.because?.join() === rules.join();
  const fact: LineFact = {
    type: 'CreditOrderHeld',
    data: {
      lineId: line.lineId,
      orderId,
      revision,
      amountMinor,
      currency,
      ...(needMinor === undefined ? {} : { lineMinor: needMinor }),
      because: rules,
      ...(act === undefined ? {} : { act }),
    },
  };
  return { answer: 'held', because, facts: repeats ? [] : [...before, fact] };
};

/**
 * Whether an order fits its line, and what it reserves. The same revision with the same amount gets
 * the same answer while it is reserved and the line takes orders; one that was held or has expired,
 * and one whose line was closed or is held since, is decided again when somebody asks: only an
 * answer that is heard may take a yes back. What was invoiced of the order is receivable and needs
 * no room a second time. A revision that takes no more than is reserved keeps its part whatever the
 * limit and whatever holds the line, also when the answer is that it is held, until the line is
 * closed; when nobody hears the answer, then too.
 *
 * The book must hold the order, caught up with the ledger.
 */
export const decideOrder = (
  { line, orders }: LineBook,
  request: OrderRequest,
  view: OrderView,
): OrderDecision => {
  const known = orders.get(request.orderId);
  invariant(known !== undefined, `order ${request.orderId} was not looked at`);
  const before = known && settled(line, known, request);
  if (before) return before;
  const { orderId, revision, amountMinor, currency } = request;
  const closed = { rule: orderRules.closed, message: `the line ${line.lineId} is closed` };
  const isKept = known?.status === 'reserved' && request.told === true;
  if (line.status === 'closed' && !isKept) return hold(line, known, request, undefined, [closed]);
  const isSameAgain = known?.status === 'reserved' && known.revision === revision;
  const isCounted = known !== null && isCountedIn(known, line.currency);
  // A reservation keeps the rate that it was taken at: less of its currency is never more of the line.
  const whole =
    isCounted && asksNoMore(known, request)
      ? ({ ok: true, rate: known.rate } as const)
      : inCurrencyOf(line, amountMinor, currency, view.pricing, 'up');
  if (!whole.ok) {
    const { code: rule, message } = whole;
    return hold(line, known, request, undefined, [{ rule, message }]);
  }
  const { rate } = whole;
  const needMinor = leftOf({ amountMinor, currency, rate }, known?.invoices ?? {}, line.currency);
  const givesBackMinor = known?.lineMinor ?? 0;
  const takesNoMore = known?.status === 'reserved' && needMinor <= givesBackMinor;
  const holds = line.holds.map((why) => ({
    rule: orderRules.onHold,
    message: `the line ${line.lineId} is on hold: ${why}`,
  }));
  const because =
    needMinor === 0 || (takesNoMore && isKept)
      ? []
      : [
          ...(line.status === 'closed' ? [closed] : holds),
          ...(takesNoMore ? [] : limitsOf(line, needMinor, givesBackMinor, view)),
        ];
  // All of it is billed: a hold of the line has nothing to keep back.
  if (needMinor === 0 && isSameAgain) return approved();
  const data = {
    lineId: line.lineId,
    orderId,
    revision,
    amountMinor,
    currency,
    lineMinor: needMinor,
    ...(rate === undefined ? {} : { rate }),
    expiresOn: addDays(view.pricing.on, view.reservationDays),
    ...(request.act === undefined ? {} : { act: request.act }),
  };
  const type = known?.status === 'reserved' ? 'CreditReservationChanged' : 'CreditReserved';
  const reserved: readonly LineFact[] = [{ type, data }];
  if (because.length === 0) return approved(reserved);
  const keeps = takesNoMore && isCounted && line.status === 'active';
  const kept = isSameAgain ? [] : reserved;
  return hold(line, known, request, needMinor, because, keeps ? kept : undefined);
};

/**
 * Gives back what an order holds. A cancellation that comes before the order is remembered, so
 * that the order does not slip through behind it; one of an earlier revision changes nothing.
 */
export const decideCancellation = (
  { line, orders }: LineBook,
  { orderId, revision }: { readonly orderId: string; readonly revision: number },
): readonly LineFact[] => {
  const known = orders.get(orderId);
  invariant(known !== undefined, `order ${orderId} was not looked at`);
  if (known !== null && newestOf(known) > revision) return [];
  if (known?.status === 'cancelled' && known.revision === revision) return [];
  const { lineId } = line;
  return [
    {
      type: 'CreditReservationReleased',
      data: { lineId, orderId, revision, lineMinor: known?.lineMinor ?? 0, because: 'cancelled' },
    },
  ];
};
