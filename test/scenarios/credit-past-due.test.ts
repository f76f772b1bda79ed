import { expect, it } from 'vitest';
import { grantLine, orderChecker } from '../support/story/credit-line.ts';
import { story } from '../support/story/story.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';

const at = (moment: string): number => Date.parse(`${moment}:00.000Z`);
const ofCredit = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line.startsWith('Credit'));

it('holds orders once small invoices together are past due for too long, until they are paid', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const check = orderChecker(s);
    const answers: unknown[] = [];
    const ask = (moment: string, orderId: string) =>
      s.runtime.at(at(moment), 'an order is checked', async () => {
        answers.push(await check(orderId, 10_000));
      });
    s.tell('2026-03-02', '05:00', customer('acme'));
    s.runtime.at(at('2026-03-02T06:00'), 'a line is granted', () =>
      grantLine(s, { limitMinor: 200_000, reviewOn: '2026-12-01' }),
    );
    for (const number of ['INV-1', 'INV-2', 'INV-3']) {
      s.tell('2026-03-03', '08:00', invoice(number, { dueOn: '2026-03-10', totalMinor: 10_000 }));
    }
    // 150.00 wait for an invoice that is still to come: more than either that is left open.
    s.tell('2026-03-04', '08:00', stripe('pay-1', 25_000, ['INV-1', 'INV-9']).paid);
    ask('2026-05-09T12:00', 'SO-1');
    expect(ofCredit(await s.skipThrough('2026-05-09'))).toEqual([
      'CreditLineActivated 2000.00 USD at 30 days, medium B',
      'CreditReserved SO-1/1 10000',
    ]);

    // The sweep of the day finds it, before anybody asks.
    ask('2026-05-10T12:00', 'SO-2');
    expect(ofCredit(await s.skipThrough('2026-05-10'))).toEqual([
      'CreditHoldPlaced past-due',
      'CreditOrderHeld SO-2/1: line-on-hold',
    ]);
    expect(ofCredit(await s.skipThrough('2026-05-12'))).toEqual([]);

    // One of the two is paid: what waits is more than what is left.
    s.tell('2026-05-13', '08:00', stripe('pay-2', 10_000, ['INV-2']).paid);
    ask('2026-05-13T12:00', 'SO-2');
    expect(ofCredit(await s.skipThrough('2026-05-13'))).toEqual([
      'CreditHoldReleased past-due',
      'CreditReserved SO-2/1 10000',
    ]);

    // The invoice that the cash waited for takes it, and the other one is late again by itself.
    s.tell('2026-05-14', '08:00', invoice('INV-9', { dueOn: '2026-06-14', totalMinor: 15_000 }));
    s.tell('2026-05-15', '08:00', stripe('pay-3', 10_000, ['INV-3']).paid);
    expect(ofCredit(await s.skipThrough('2026-05-14'))).toEqual(['CreditHoldPlaced past-due']);
    expect(ofCredit(await s.skipThrough('2026-05-15'))).toEqual(['CreditHoldReleased past-due']);
    expect(answers).toMatchObject([
      { status: 200, answer: 'approved' },
      { status: 200, answer: 'held', because: [{ rule: 'line-on-hold' }] },
      { status: 200, answer: 'approved' },
    ]);
  }));
