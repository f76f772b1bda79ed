import { describe, expect, it } from 'vitest';
import { createAccount, createLine, pricingOn } from '../../../../test/support/credit-line.ts';
import { decideCancellation, decideOrder } from './orders.ts';

const opened = () => createLine([createAccount('acme|main|USD')], ['o1']);
const order = (revision = 1) => ({
  orderId: 'o1',
  revision,
  amountMinor: 20_000,
  currency: 'USD',
});

describe('the cancellation of an order', () => {
  const released = (revision: number, lineMinor: number) => ({
    type: 'CreditReservationReleased',
    data: { lineId: 'acme|main', orderId: 'o1', revision, lineMinor, because: 'cancelled' },
  });

  it('gives back what it holds, and is told once', () => {
    const { place, cancel, book } = opened();
    place(order());
    const cancelled = decideCancellation(book(), { orderId: 'o1', revision: 1 });
    expect(cancelled).toEqual([released(1, 20_000)]);
    cancel('o1');
    expect(decideCancellation(book(), { orderId: 'o1', revision: 1 })).toEqual([]);
  });

  it('that comes first is remembered, and the order does not slip through behind it', () => {
    const { place, act, book } = opened();
    const first = decideCancellation(book(), { orderId: 'o1', revision: 1 });
    expect(first).toEqual([released(1, 0)]);
    act(first);
    expect(place(order())).toMatchObject({
      answer: 'refused',
      because: [{ rule: 'order-cancelled' }],
    });
    expect(place(order(2))).toMatchObject({ answer: 'approved' });
  });

  it('of a later revision counts, also of an order that is cancelled, and of an earlier does not', () => {
    const { place, cancel, book } = opened();
    place(order(2));
    expect(decideCancellation(book(), { orderId: 'o1', revision: 1 })).toEqual([]);
    cancel('o1', 2);
    const later = decideCancellation(book(), { orderId: 'o1', revision: 3 });
    expect(later).toEqual([released(3, 0)]);
  });

  it('is not decided about an order that nobody looked at', () => {
    const { book } = opened();
    expect(() => decideCancellation(book(), { orderId: 'o2', revision: 1 })).toThrow(
      'order o2 was not looked at',
    );
  });
});

describe('an order that is held', () => {
  const view = (rates?: []) => ({
    exposure: opened().look(),
    pricing: pricingOn('2026-03-02', rates),
    reservationDays: 30,
  });
  const heldData = (request: Parameters<typeof decideOrder>[1], of = view()) =>
    decideOrder(opened().book(), request, of).facts.map(({ data }) => data);

  it('tells what it needs of the line, and nobody as who asked when a system did', () => {
    const much = { ...order(), amountMinor: 100_001 };
    expect(heldData(much)).toStrictEqual([
      { lineId: 'acme|main', ...much, lineMinor: 100_001, because: ['over-limit'] },
    ]);
  });

  it('tells of no need while no rate says what it is', () => {
    const inEuros = { ...order(), currency: 'EUR' };
    expect(heldData(inEuros, view([]))).toStrictEqual([
      { lineId: 'acme|main', ...inEuros, because: ['rate-unknown'] },
    ]);
  });
});
