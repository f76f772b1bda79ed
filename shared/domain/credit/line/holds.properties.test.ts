import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  createAccount,
  createLine,
  day,
  granted,
  lineSettings,
} from '../../../../test/support/credit-line.ts';
import { decideReview } from '../review.ts';
import { decideLineAct } from './acts.ts';
import { decideHolds, placed } from './holds.ts';
import { evolveWhole } from './replay.ts';
import { leftOf } from './reservation.ts';
import { seenOf } from './seen.ts';
import { decideGrant, decideReviewClose } from './terms.ts';
import type { LineBook, LineFact } from './types.ts';

const orderIds = ['o1', 'o2', 'o3'];
const invoices = ['i1', 'i2', 'i3'];
const order = fc.constantFrom(...orderIds);
const revision = fc.integer({ min: 1, max: 2 });
const on = day('2026-03-02');

const moves = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('place' as const), order, revision }) },
  fc.record({ kind: fc.constant('cancel' as const), order, revision }),
  fc.record({
    kind: fc.constant('invoice' as const),
    invoice: fc.constantFrom(...invoices),
    order: fc.option(order, { nil: undefined }),
    amount: fc.integer({ min: 1, max: 40_000 }),
  }),
  fc.record({ kind: fc.constant('void' as const), invoice: fc.constantFrom(...invoices) }),
  fc.record({ kind: fc.constant('write-off' as const), invoice: fc.constantFrom(...invoices) }),
  fc.record({ kind: fc.constant('late' as const), pastDue: fc.boolean() }),
  fc.record({
    kind: fc.constant('person' as const),
    act: fc.constantFrom('hold', 'release', 'close'),
  }),
  fc.record({ kind: fc.constant('apply' as const), limitMinor: fc.constantFrom(30_000, 90_000) }),
  fc.record({ kind: fc.constant('review' as const) }),
  fc.record({
    kind: fc.constant('decide' as const),
    outcome: fc.constantFrom('grant', 'close'),
    /** Of the review that runs, or of one that is over. */
    isCurrent: fc.boolean(),
  }),
);
type Move = typeof moves extends fc.Arbitrary<infer M> ? M : never;

const by = {
  act: { actId: 'a', actor: 'arn', reason: 'r', role: 'manager' },
  on,
  graceDays: lineSettings.reviewGraceDays,
  powers: () => undefined,
  isGroup: () => true,
  isOwn: false,
} as const;

const worldOf = () => {
  const account = createAccount('acme|main|USD');
  return { account, line: createLine([account], orderIds, { limitMinor: 60_000 }), ids: 0 };
};
type World = ReturnType<typeof worldOf>;

const factsOf = (decision: { readonly decided: boolean; readonly facts?: readonly LineFact[] }) =>
  decision.facts ?? [];

const amountOf = (move: Extract<Move, { readonly kind: 'place' }>): number =>
  10_000 * move.revision + 1_000 * orderIds.indexOf(move.order);

const play = (world: World, move: Move): void => {
  const { account, line } = world;
  const now = () => line.book().line;
  switch (move.kind) {
    case 'place': {
      const { order: orderId, revision: at } = move;
      line.place({ orderId, revision: at, amountMinor: amountOf(move), currency: 'USD' });
      return;
    }
    case 'cancel':
      line.cancel(move.order, move.revision);
      return;
    case 'invoice':
      account.invoice(move.invoice, move.amount, move.order);
      return;
    case 'void':
      account.cancel(move.invoice);
      return;
    case 'write-off':
      account.credit(move.invoice, Number.MAX_SAFE_INTEGER);
      line.look();
      if (now().status === 'active') line.act(placed(now(), 'written-off'));
      return;
    case 'late':
      line.act(decideHolds(now(), { pastDue: move.pastDue }, lineSettings));
      return;
    case 'person':
      line.act(factsOf(decideLineAct(now(), { act: move.act }, by)));
      return;
    case 'apply': {
      world.ids += 1;
      const terms = granted({ applicationId: `CA-${world.ids}`, limitMinor: move.limitMinor });
      const seen = seenOf(now());
      line.act(factsOf(decideGrant(now(), 'acme|main', terms, 'application', { seen })));
      return;
    }
    case 'review':
      line.act(decideReview(now(), 'returned-payment', by));
      return;
    case 'decide': {
      const applicationId = move.isCurrent ? (now().review?.applicationId ?? 'none') : 'overtaken';
      const decided =
        move.outcome === 'close'
          ? decideReviewClose(now(), applicationId)
          : decideGrant(
              now(),
              'acme|main',
              granted({ applicationId, limitMinor: 45_000 }),
              'review',
              { seen: seenOf(now()) },
            );
      line.act(factsOf(decided));
    }
  }
};

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** What must be so of a line at any moment, whoever did what to it. */
const expectSound = ({ account, line }: World): void => {
  const exposure = line.look();
  const { line: at, orders } = line.book();
  const held = [...orders.values()].map((known) => known?.lineMinor ?? 0);
  expect(at.reservedMinor).toBe(sum(held));
  expect(at.reservedCount).toBe(held.filter((minor) => minor > 0).length);
  const { openMinor, unappliedMinor } = account.figures();
  expect(exposure.exposureMinor).toBe(openMinor + at.reservedMinor - unappliedMinor);
  expect(new Set(at.holds).size).toBe(at.holds.length);
  expect(at.holds.includes('line-closed')).toBe(at.status === 'closed');
  expect(at.heldBy !== undefined).toBe(at.holds.includes('person'));
  if (at.status === 'active') {
    expect(at.holds.includes('over-limit')).toBe(at.level === 'exceeded');
  } else {
    expect(at.review).toBeUndefined();
  }
};

it('counts every order once, whatever closes, holds or grants its line in between', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 40 }), (played) => {
      const world = worldOf();
      for (const move of played) {
        play(world, move);
        expectSound(world);
      }
    }),
    { numRuns: 300 },
  );
});

it('takes no order while it is closed or held, also none that it took before', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 40 }), (played) => {
      const world = worldOf();
      const { line } = world;
      for (const move of played) {
        if (move.kind !== 'place') {
          play(world, move);
          continue;
        }
        const before = line.look();
        const { holds, status, limitMinor } = line.book().line;
        const { order: orderId, revision: at } = move;
        const heldBy = line.book().orders;
        const request = { orderId, revision: at, amountMinor: amountOf(move), currency: 'USD' };
        const { answer, facts } = line.place(request);
        const known = line.book().orders.get(orderId);
        const after = line.look();
        if (answer === 'approved') {
          // What an approved order holds is what is left to bill of it.
          expect(known).toMatchObject({
            status: 'reserved',
            lineMinor: leftOf(request, known?.invoices ?? {}, 'USD'),
          });
          expect(status).toBe('active');
          if (known?.lineMinor !== 0) expect(holds).toEqual([]);
          if (facts.length > 0 && after.exposureMinor > before.exposureMinor) {
            expect(after.exposureMinor).toBeLessThanOrEqual(limitMinor);
          }
        } else {
          expect(after.exposureMinor).toBeLessThanOrEqual(before.exposureMinor);
          const had = heldBy.get(orderId);
          const left = leftOf(request, known?.invoices ?? {}, 'USD');
          const keeps = status === 'active' && had?.status === 'reserved' && left <= had.lineMinor;
          if (answer === 'held') {
            expect(known).toMatchObject(
              keeps ? { status: 'reserved', lineMinor: left } : { status: 'held', lineMinor: 0 },
            );
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

it('keeps what a person holds until a person releases it', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 40 }), (played) => {
      const world = worldOf();
      const { line } = world;
      const isHeld = () => line.book().line.holds.includes('person');
      for (const move of played) {
        const before = isHeld();
        play(world, move);
        if (move.kind !== 'person') expect(isHeld()).toBe(before);
        if (before && !(move.kind === 'person' && move.act === 'release')) {
          expect(isHeld()).toBe(true);
        }
      }
    }),
    { numRuns: 200 },
  );
});

it('is what its journal adds up to', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 40 }), (played) => {
      const world = worldOf();
      for (const move of played) play(world, move);
      world.line.look();
      const { line, orders } = world.line.book();
      const whole = world.line.facts.reduce<LineBook | undefined>(
        (book, fact) => evolveWhole(book, fact, on),
        undefined,
      );
      expect(whole?.line).toEqual(line);
      for (const [orderId, known] of whole?.orders ?? []) {
        expect(known ?? null).toEqual(orders.get(orderId) ?? null);
      }
    }),
    { numRuns: 200 },
  );
});
