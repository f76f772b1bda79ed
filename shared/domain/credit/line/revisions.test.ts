import { describe, expect, it } from 'vitest';
import {
  createAccount,
  createLine,
  day,
  eurRate,
  pricingOn,
} from '../../../../test/support/credit-line.ts';
import type { Rate } from '../rates.ts';
import { decideOrder, type OrderRequest } from './orders.ts';
import { decideClose } from './terms.ts';
import type { LineFact } from './types.ts';

const person = { actId: 'a', actor: 'arn', reason: 'r', role: 'manager' } as const;

/** A line of 1,000.00 with an order of 800.00 that is reserved. */
const reserved = () => {
  const account = createAccount('acme|main|USD');
  const line = createLine([account], ['o1', 'o2']);
  const ask = (revision: number, amountMinor: number, over: Partial<OrderRequest> = {}) =>
    line.place({ orderId: 'o1', revision, amountMinor, currency: 'USD', ...over });
  const tell = (revision: number, amountMinor: number) =>
    ask(revision, amountMinor, { told: true });
  const holdLine = () =>
    line.act([
      { type: 'CreditHoldPlaced', data: { lineId: 'acme|main', because: ['person'], act: person } },
    ]);
  expect(ask(1, 80_000)).toMatchObject({ answer: 'approved' });
  return { ...line, account, ask, tell, holdLine, order: () => line.book().orders.get('o1') };
};

describe('a smaller revision of an order that is reserved', () => {
  it('keeps what it needs when it is told, whatever holds the line', () => {
    const { tell, holdLine, look, act, account, book, order } = reserved();
    holdLine();
    expect(tell(2, 70_000)).toMatchObject({
      answer: 'approved',
      facts: [{ type: 'CreditReservationChanged', data: { revision: 2, lineMinor: 70_000 } }],
    });
    account.invoice('i1', 60_000);
    expect(tell(3, 60_000)).toMatchObject({ answer: 'approved' });
    expect(book().line.holds).toEqual(['person', 'over-limit']);
    const closed = decideClose(book().line, { because: 'person' });
    act(closed.decided ? closed.facts : []);
    expect(tell(4, 50_000)).toMatchObject({ answer: 'approved' });
    expect(look().reservedMinor).toBe(50_000);
    expect(order()).toMatchObject({ status: 'reserved', revision: 4 });
  });

  it('is held when the answer is heard, for a yes of before is no licence, and keeps its part', () => {
    const { ask, act, holdLine, look, order, book } = reserved();
    holdLine();
    expect(ask(2, 70_000)).toMatchObject({
      answer: 'held',
      because: [{ rule: 'line-on-hold' }],
      facts: [
        { type: 'CreditReservationChanged', data: { revision: 2, lineMinor: 70_000 } },
        { type: 'CreditOrderHeld', data: { revision: 2, lineMinor: 70_000 } },
      ],
    });
    expect(look().reservedMinor).toBe(70_000);
    // Whoever heard nothing asks again: told once.
    expect(ask(2, 70_000)).toMatchObject({ answer: 'held', facts: [] });
    expect(ask(1, 80_000)).toMatchObject({ answer: 'refused' });
    expect(order()).toMatchObject({ status: 'reserved', revision: 2, heldRevision: 2 });
    const free: LineFact[] = [
      {
        type: 'CreditHoldReleased',
        data: { lineId: 'acme|main', because: ['person'], act: person },
      },
    ];
    act(free);
    expect(ask(2, 70_000)).toMatchObject({
      answer: 'approved',
      facts: [{ type: 'CreditReservationChanged', data: { revision: 2, lineMinor: 70_000 } }],
    });
    expect(ask(2, 70_000)).toMatchObject({ answer: 'approved', facts: [] });
    holdLine();
    expect(ask(2, 70_000)).toMatchObject({ answer: 'held', facts: [{ type: 'CreditOrderHeld' }] });
    // What takes more than is reserved takes its place, and finds no room.
    expect(ask(3, 90_000)).toMatchObject({
      facts: [{ type: 'CreditReservationReleased' }, { type: 'CreditOrderHeld' }],
    });
    expect(look().reservedMinor).toBe(0);
    expect(book().line.reservedCount).toBe(0);
  });

  it('keeps no more than it needs, also when a bigger one was told by the same number', () => {
    const { ask, tell, holdLine, look } = reserved();
    holdLine();
    expect(tell(2, 90_000)).toMatchObject({ facts: [{ type: 'CreditOrderHeld' }] });
    expect(ask(2, 70_000)).toMatchObject({
      answer: 'held',
      facts: [{ type: 'CreditReservationChanged' }, { type: 'CreditOrderHeld' }],
    });
    expect(look().reservedMinor).toBe(70_000);
  });

  it('gives its part back on a line that was closed', () => {
    const { ask, act, book, look } = reserved();
    const closed = decideClose(book().line, { because: 'person' });
    act(closed.decided ? closed.facts : []);
    expect(ask(2, 70_000)).toMatchObject({ because: [{ rule: 'line-closed' }] });
    expect(look().reservedMinor).toBe(0);
  });

  it('keeps the rate that it was taken at while the line is held and no other is known', () => {
    const { place, holdLine, look, book } = reserved();
    const order = { orderId: 'o2', revision: 1, amountMinor: 10_000, currency: 'EUR' };
    expect(place(order)).toMatchObject({
      answer: 'approved',
      facts: [{ data: { lineMinor: 11_000 } }],
    });
    holdLine();
    const pricing = pricingOn('2026-03-02', []);
    const view = { exposure: look(), pricing, reservationDays: 30 };
    expect(decideOrder(book(), order, view)).toMatchObject({
      answer: 'held',
      because: [{ rule: 'line-on-hold' }],
      facts: [{ type: 'CreditOrderHeld', data: { lineMinor: 11_000 } }],
    });
  });

  it('keeps its place and its rate, whatever rate there is now, when less of its currency is ordered', () => {
    const { place, look, account, book } = reserved();
    account.pay(80_000);
    const order = { orderId: 'o2', revision: 1, amountMinor: 50_000, currency: 'EUR' };
    expect(place(order)).toMatchObject({ answer: 'approved' });
    const ask = (over: Partial<OrderRequest>, rates: readonly Rate[], date = '2026-03-20') =>
      decideOrder(
        book(),
        { ...order, revision: 2, ...over },
        { exposure: look(), pricing: pricingOn(date, rates), reservationDays: 30 },
      );
    const dear = { ...eurRate, on: day('2026-03-20'), rate: '3' };
    for (const rates of [[], [eurRate], [dear]]) {
      expect(ask({ amountMinor: 20_000 }, rates)).toMatchObject({
        answer: 'approved',
        facts: [{ type: 'CreditReservationChanged', data: { lineMinor: 22_000, rate: eurRate } }],
      });
      expect(ask({ amountMinor: 50_000, told: true }, rates)).toMatchObject({ answer: 'approved' });
    }
    const released = {
      facts: [{ type: 'CreditReservationReleased' }, { type: 'CreditOrderHeld' }],
    };
    expect(ask({ amountMinor: 50_001 }, [eurRate])).toMatchObject({
      ...released,
      because: [{ rule: 'rate-stale' }],
    });
    // In another currency nobody knows what it takes.
    expect(ask({ amountMinor: 20_000, currency: 'CHF' }, [])).toMatchObject(released);
  });

  it('needs no room in a group that has none', () => {
    const { book, look } = reserved();
    const group = { ok: true, roomMinor: -1, message: 'the group is full' } as const;
    const view = {
      exposure: look(),
      group,
      pricing: pricingOn('2026-03-02'),
      reservationDays: 30,
    };
    const answer = (amountMinor: number) =>
      decideOrder(book(), { orderId: 'o1', revision: 2, amountMinor, currency: 'USD' }, view)
        .answer;
    expect([answer(80_000), answer(80_001)]).toEqual(['approved', 'held']);
  });
});

describe('a bigger revision that is told and does not fit', () => {
  it('is held, once, and leaves what was reserved', () => {
    const { tell, look, order, facts } = reserved();
    expect(tell(2, 120_000)).toMatchObject({
      answer: 'held',
      facts: [{ type: 'CreditOrderHeld', data: { revision: 2, lineMinor: 120_000 } }],
    });
    expect(tell(2, 120_000)).toMatchObject({ answer: 'held', facts: [] });
    expect(look().reservedMinor).toBe(80_000);
    expect(order()).toMatchObject({ status: 'reserved', revision: 1, amountMinor: 80_000 });
    expect(facts.map(({ type }) => type)).not.toContain('CreditReservationReleased');
  });

  it('leaves it also while the line is closed, or no rate is known', () => {
    const { tell, ask, act, book, look } = reserved();
    expect(ask(2, 50_000, { currency: 'CHF', told: true })).toMatchObject({
      because: [{ rule: 'rate-unknown' }],
    });
    const closed = decideClose(book().line, { because: 'person' });
    act(closed.decided ? closed.facts : []);
    expect(tell(3, 90_000)).toMatchObject({ because: [{ rule: 'line-closed' }] });
    expect(look().reservedMinor).toBe(80_000);
  });

  it('gives the room away once somebody hears that it is held', () => {
    const { tell, ask, look, order } = reserved();
    tell(2, 120_000);
    expect(ask(2, 120_000)).toMatchObject({
      answer: 'held',
      facts: [{ type: 'CreditReservationReleased' }, { type: 'CreditOrderHeld' }],
    });
    expect(look().reservedMinor).toBe(0);
    expect(order()).toMatchObject({ status: 'held', revision: 2 });
  });

  it('takes the place of the one before as soon as it fits', () => {
    const { tell, account, look, order } = reserved();
    tell(2, 120_000);
    account.pay(20_000);
    expect(tell(2, 120_000)).toMatchObject({ answer: 'approved' });
    expect(look().reservedMinor).toBe(120_000);
    expect(order()?.heldRevision).toBeUndefined();
  });

  it('makes the one before stale, whose invoices still count, and whose end changes nothing', () => {
    const { tell, ask, cancel, account, look } = reserved();
    tell(2, 120_000);
    expect(ask(1, 80_000)).toMatchObject({
      answer: 'refused',
      because: [{ rule: 'revision-stale' }],
    });
    cancel('o1', 1);
    expect(look().reservedMinor).toBe(80_000);
    account.invoice('i1', 30_000, 'o1');
    expect(look()).toMatchObject({ openMinor: 30_000, reservedMinor: 50_000 });
    cancel('o1', 2);
    expect(look().reservedMinor).toBe(0);
  });
});
