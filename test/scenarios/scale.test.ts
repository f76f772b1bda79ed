import { expect, it } from 'vitest';
import { story } from '../support/story/story.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';
import { itemsOf } from '../support/whole/state.ts';

const count = 500;
const numbers = Array.from(
  { length: count },
  (_, nth) => `INV-${String(nth + 1).padStart(3, '0')}`,
);

it('settles five hundred invoices with one payment, in chunks that count from one day', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '05:00', customer('acme'));
    for (const [nth, number] of numbers.entries()) {
      const minute = `06:${String(nth % 60).padStart(2, '0')}`;
      s.tell('2026-03-02', minute, invoice(number, { dueOn: '2026-04-01', totalMinor: 1_000 }));
    }
    const first = await s.skipThrough('2026-03-02');
    expect(first.filter((line) => line.includes('InvoicePosted'))).toHaveLength(count);

    s.tell('2026-03-10', '07:00', stripe('pay-1', count * 1_000, [], { customerId: 'acme' }).paid);
    const lines = await s.skipThrough('2026-03-10');
    const allocations = lines.filter((line) => line.startsWith('acme CashAllocated'));
    expect(lines).toHaveLength(1 + allocations.length);
    expect(lines[0]).toBe('acme PaymentReceived pay-1 5000.00 USD');
    const settled = allocations.flatMap((line) => line.split(', settles ')[1]?.split(' ') ?? []);
    expect(settled).toEqual(numbers);

    const left = (await itemsOf(s.runtime, 'ReceivablesTable')).filter(
      ({ pk, sk }) => pk === 'ACCOUNT#acme|main|USD' && /^(OPEN|FUND|PLAN)#/.test(sk),
    );
    expect(left).toEqual([]);
    await s.quietUntil('2026-04-10');
  }));

it('says all that is open in one message, however many invoices there are', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '05:00', customer('acme'));
    for (const number of numbers.slice(0, 250)) {
      s.tell('2026-03-02', '06:00', invoice(number, { dueOn: '2026-03-03', totalMinor: 1_000 }));
    }
    await s.skipThrough('2026-03-02');
    expect(s.runtime.outbox).toHaveLength(1);
    const [message] = s.runtime.outbox;
    expect(message?.text).toContain('250');
    expect(message?.text).toContain('$2,500.00');
    expect(message?.text).toContain('INV-200');
    expect(message?.text).not.toContain('INV-201');
  }));
