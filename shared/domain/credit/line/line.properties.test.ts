import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  createAccount,
  createLine,
  day,
  lineSettings,
  pricingOn,
} from '../../../../test/support/credit-line.ts';
import { evolveAll } from './evolve.ts';
import { exposureOf } from './exposure.ts';
import { decideOrder } from './orders.ts';
import type { LineBook } from './types.ts';

const orderIds = ['o1', 'o2', 'o3'];
const invoices = ['i1', 'i2', 'i3', 'i4'];
const amount = fc.integer({ min: 1, max: 60_000 });
const order = fc.constantFrom(...orderIds);
const revision = fc.integer({ min: 1, max: 3 });
/** One revision of an order says one thing, however often it is told. */
const amountOf = (orderId: string, at: number): number =>
  10_000 * at + 1_000 * orderIds.indexOf(orderId) + 500;

const moves = fc.oneof(
  fc.record({ kind: fc.constant('place' as const), order, revision }),
  fc.record({ kind: fc.constant('cancel' as const), order, revision }),
  fc.record({
    kind: fc.constant('invoice' as const),
    invoice: fc.constantFrom(...invoices),
    order: fc.option(order, { nil: undefined }),
    amount,
  }),
  fc.record({
    kind: fc.constant('amend' as const),
    invoice: fc.constantFrom(...invoices),
    delta: fc.integer({ min: -20_000, max: 20_000 }),
  }),
  fc.record({ kind: fc.constant('void' as const), invoice: fc.constantFrom(...invoices) }),
  fc.record({
    kind: fc.constant('credit' as const),
    invoice: fc.constantFrom(...invoices),
    amount,
  }),
  fc.record({ kind: fc.constant('pay' as const), amount }),
  fc.record({ kind: fc.constant('look' as const), again: fc.boolean() }),
);
type Move = typeof moves extends fc.Arbitrary<infer M> ? M : never;

const worldOf = (limitMinor: number) => {
  const account = createAccount('acme|main|USD');
  return { account, line: createLine([account], orderIds, { limitMinor }) };
};

const play = ({ account, line }: ReturnType<typeof worldOf>, move: Move): void => {
  switch (move.kind) {
    case 'place': {
      const amountMinor = amountOf(move.order, move.revision);
      line.place({ orderId: move.order, revision: move.revision, amountMinor, currency: 'USD' });
      return;
    }
    case 'cancel':
      line.cancel(move.order, move.revision);
      return;
    case 'invoice':
      account.invoice(move.invoice, move.amount, move.order);
      return;
    case 'amend':
      account.amend(move.invoice, move.delta);
      return;
    case 'void':
      account.cancel(move.invoice);
      return;
    case 'credit':
      account.credit(move.invoice, move.amount);
      return;
    case 'pay':
      account.pay(move.amount);
      return;
    case 'look':
      if (move.again) line.rewind();
      line.look();
  }
};

/** What each order holds in the end, told from the moves alone. */
const expectedReserved = (played: readonly Move[], roomy: boolean): number => {
  expect(roomy).toBe(true);
  const billed = new Map<
    string,
    { order: string | undefined; amount: number; gone: boolean; open: number }
  >();
  const placed = new Map<string, number>();
  const cancelled = new Map<string, number>();
  for (const move of played) {
    if (move.kind === 'place') {
      placed.set(move.order, Math.max(placed.get(move.order) ?? 0, move.revision));
    }
    if (move.kind === 'cancel') {
      cancelled.set(move.order, Math.max(cancelled.get(move.order) ?? 0, move.revision));
    }
    if (move.kind === 'invoice' && !billed.has(move.invoice)) {
      const { order: of, amount: total } = move;
      billed.set(move.invoice, { order: of, amount: total, gone: false, open: total });
    }
    const bill = 'invoice' in move ? billed.get(move.invoice) : undefined;
    if (bill === undefined) continue;
    if (move.kind === 'amend' && bill.open > 0) {
      const delta = Math.max(move.delta, 1 - bill.open);
      bill.amount = Math.max(0, bill.amount + delta);
      bill.open += delta;
    }
    if (move.kind === 'credit') bill.open -= Math.min(bill.open, move.amount);
    if (move.kind === 'void') Object.assign(bill, { gone: true, open: 0 });
  }
  return orderIds.reduce((sum, orderId) => {
    const newest = placed.get(orderId) ?? 0;
    if (newest === 0 || (cancelled.get(orderId) ?? 0) >= newest) return sum;
    const invoiced = [...billed.values()]
      .filter((bill) => bill.order === orderId && !bill.gone)
      .reduce((total, bill) => total + bill.amount, 0);
    return sum + Math.max(0, amountOf(orderId, newest) - invoiced);
  }, 0);
};

it('counts an order, its invoices and its end once, whatever comes when', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 40 }), (played) => {
      const world = worldOf(1_000_000_000);
      for (const move of played) play(world, move);
      const { exposureMinor, openMinor, unappliedMinor, reservedMinor } = world.line.look();
      const figures = world.account.figures();
      expect({ openMinor, unappliedMinor }).toEqual({
        openMinor: figures.openMinor,
        unappliedMinor: figures.unappliedMinor,
      });
      expect(reservedMinor).toBe(expectedReserved(played, true));
      expect(exposureMinor).toBe(openMinor + reservedMinor - unappliedMinor);
    }),
    { numRuns: 300 },
  );
});

it('stands the same however often the line is looked at in between', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 30 }), (played) => {
      const often = worldOf(1_000_000_000);
      const once = worldOf(1_000_000_000);
      for (const move of played) {
        play(often, move);
        often.line.rewind();
        often.line.look();
        if (move.kind !== 'look') play(once, move);
      }
      expect(often.line.look()).toEqual(once.line.look());
      const holding = (book: LineBook) =>
        [...book.orders].map(([id, known]) => [id, known?.status, known?.lineMinor]);
      expect(holding(often.line.book())).toEqual(holding(once.line.book()));
    }),
    { numRuns: 150 },
  );
});

it('never lets orders pass beyond the limit, and says so once for each time', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 40 }), (played) => {
      const world = worldOf(50_000);
      for (const move of played) {
        const before = world.line.look().exposureMinor;
        const held = world.line.book().line.holds.length > 0;
        if (move.kind !== 'place') {
          play(world, move);
          continue;
        }
        const amountMinor = amountOf(move.order, move.revision);
        const request = {
          orderId: move.order,
          revision: move.revision,
          amountMinor,
          currency: 'USD',
        };
        const { answer, facts } = world.line.place(request);
        const { exposureMinor } = world.line.look();
        if (answer === 'approved' && facts.length > 0 && exposureMinor > before) {
          expect(held).toBe(false);
          expect(exposureMinor).toBeLessThanOrEqual(50_000);
        }
        if (answer !== 'approved') expect(exposureMinor).toBeLessThanOrEqual(before);
      }
      world.line.look();
      const told = world.line.facts.map(({ type }) => type);
      const holds = told.filter((type) => type.startsWith('CreditHold'));
      // Placed and released take turns, and so do the ends of what was warned of.
      expect(holds).toEqual(
        holds.map((_, index) => (index % 2 === 0 ? 'CreditHoldPlaced' : 'CreditHoldReleased')),
      );
      const { line } = world.line.book();
      expect(line.holds.includes('over-limit')).toBe(line.level === 'exceeded');
      const first = told.find((type) =>
        ['CreditUsageWarned', 'CreditLimitExceeded', 'CreditExposureChanged'].includes(type),
      );
      expect(first).not.toBe('CreditExposureChanged');
    }),
    { numRuns: 300 },
  );
});

it('lets only one of two orders pass that were decided on the same book', () => {
  fc.assert(
    fc.property(amount, amount, fc.integer({ min: 1, max: 60_000 }), (left, right, limitMinor) => {
      const { line, account } = worldOf(limitMinor);
      const exposure = line.look();
      const pricing = pricingOn('2026-03-02');
      const { reservationDays } = lineSettings;
      const view = { exposure, pricing, reservationDays };
      const ask = (book: LineBook, orderId: string, amountMinor: number) =>
        decideOrder(book, { orderId, revision: 1, amountMinor, currency: 'USD' }, view);
      const first = ask(line.book(), 'o1', left);
      // The loser of the race finds another version, reads again and decides on what it finds.
      const after = evolveAll(line.book(), first.facts, day('2026-03-02'));
      if (after === undefined) throw new Error('the line is gone');
      const measured = exposureOf(after.line, [account.figures()], pricing);
      const second = decideOrder(
        after,
        { orderId: 'o2', revision: 1, amountMinor: right, currency: 'USD' },
        { ...view, exposure: measured },
      );
      if (first.answer === 'approved' && second.answer === 'approved') {
        expect(left + right).toBeLessThanOrEqual(limitMinor);
      }
      if (left + right <= limitMinor) {
        expect([first.answer, second.answer]).toEqual(['approved', 'approved']);
      }
    }),
  );
});

it('is what its facts add up to', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 30 }), (played) => {
      const world = worldOf(60_000);
      for (const move of played) play(world, move);
      world.line.look();
      const orders = new Map<string, null>(orderIds.map((orderId) => [orderId, null]));
      const folded = world.line.facts.reduce<LineBook | undefined>((book, fact) => {
        const next = evolveAll(book, [fact], day('2026-03-02'));
        return next && { ...next, orders: new Map([...orders, ...next.orders]) };
      }, undefined);
      expect(folded?.line).toEqual(world.line.book().line);
      expect(folded?.orders).toEqual(world.line.book().orders);
    }),
    { numRuns: 150 },
  );
});
