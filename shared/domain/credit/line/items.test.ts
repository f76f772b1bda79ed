import { describe, expect, it } from 'vitest';
import { createAccount, createLine } from '../../../../test/support/credit-line.ts';
import { decideLineAct } from './acts.ts';
import { lineItems } from './items.ts';
import { decideClose } from './terms.ts';

const shard = 3;
const lineId = 'acme|main';
const pk = `LINE#${lineId}`;
const opened = (over: Parameters<typeof createLine>[2] = {}) =>
  createLine([createAccount('acme|main|USD')], ['o1'], over);
const member = { pk: 'GROUP#holding', sk: pk };
const day = { pk: `REVIEW#2026-06-02#${shard}`, sk: lineId };

describe('the items beside a line', () => {
  it('are the day on which somebody has to look at it, and its place in its group', () => {
    const { book } = opened({ groupId: 'holding' });
    expect(lineItems.changes(undefined, book(), shard)).toEqual({
      puts: [day, member],
      deletes: [],
    });
    expect(lineItems.changes(undefined, opened().book(), shard).puts).toEqual([day]);
    expect(lineItems.changes(book(), book(), shard)).toEqual({ puts: [], deletes: [] });
  });

  it('take a line that is closed off the agenda, and leave it in its group: it owes still', () => {
    const { book, act } = opened({ groupId: 'holding' });
    const before = book();
    const closed = decideClose(book().line, { because: 'person' });
    act(closed.decided ? closed.facts : []);
    expect(lineItems.changes(before, book(), shard)).toEqual({ puts: [], deletes: [day] });
  });

  it('move a line from one group to another', () => {
    const { book, act } = opened({ groupId: 'holding' });
    const before = book();
    const moved = decideLineAct(
      before.line,
      { act: 'set-group', groupId: 'other' },
      {
        act: { actId: 'a', actor: 'arn', reason: 'r', role: 'manager' },
        on: before.line.activatedOn,
        graceDays: 15,
        powers: () => undefined,
        isGroup: () => true,
        isOwn: false,
      },
    );
    act(moved.decided ? moved.facts : []);
    expect(lineItems.changes(before, book(), shard)).toEqual({
      puts: [{ pk: 'GROUP#other', sk: pk }],
      deletes: [member],
    });
  });

  it('find an order by its end while it holds something; the day of the line stays', () => {
    const { book, place, cancel } = opened();
    const before = book();
    place({ orderId: 'o1', revision: 1, amountMinor: 5_000, currency: 'USD' });
    const reserved = book();
    const end = { pk, sk: 'EXPIRES#2026-04-01#o1' };
    expect(lineItems.changes(before, reserved, shard)).toMatchObject({
      puts: [
        { pk, sk: 'ORDER#o1', status: 'reserved', lineMinor: 5_000 },
        end,
        { pk: `EXPIRY#2026-04-01#${shard}`, sk: lineId },
      ],
      deletes: [],
    });
    expect(lineItems.orderOfExpiry(end.sk)).toBe('o1');
    cancel('o1');
    expect(lineItems.changes(reserved, book(), shard)).toMatchObject({
      puts: [{ pk, sk: 'ORDER#o1', status: 'cancelled', lineMinor: 0 }],
      deletes: [end],
    });
  });
});
