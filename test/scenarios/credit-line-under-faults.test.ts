import { expect, it } from 'vitest';
import type { Order } from '../../shared/domain/credit/line/types.ts';
import { grantLine } from '../support/story/credit-line.ts';
import { openStory } from '../support/story/open.ts';
import { cancelsOrder, orders } from '../support/story/order-tellings.ts';
import { cancellation, creditNote, customer, invoice, stripe } from '../support/story/tellings.ts';
import { problemsOf } from '../support/whole/problems.ts';
import { itemsOf } from '../support/whole/state.ts';

const due = { dueOn: '2026-06-01' };

/**
 * Tells orders, invoices, ends and cash out of their order, lives on, and answers what the orders
 * hold in the end.
 */
const lived = async (faults?: { readonly seed: number }) => {
  const s = await openStory({
    from: '2026-03-02',
    ...(faults === undefined
      ? {}
      : {
          ...faults,
          faults: { ...faults, duplicates: 0.3, reorder: true, throttle: 0.02, crash: 0.02 },
        }),
  });
  try {
    await grantLine(s, { limitMinor: 2_000_000 });
    s.tell('2026-03-02', '05:00', customer('acme'));
    // Invoices before their orders, orders after their cancellation, a whole life in a minute.
    s.tell(
      '2026-03-02',
      '06:00',
      invoice('INV-1', { ...due, orderId: 'SO-1', totalMinor: 30_000 }),
    );
    s.tell(
      '2026-03-02',
      '06:01',
      orders('SO-1', 100_000),
      cancelsOrder('SO-2'),
      orders('SO-2', 50_000),
    );
    s.tell('2026-03-02', '07:00', orders('SO-3', 80_000), orders('SO-3', 90_000, { revision: 2 }));
    s.tell('2026-03-02', '07:01', orders('SO-4', 70_000), cancelsOrder('SO-4'));
    s.tell(
      '2026-03-03',
      '06:00',
      invoice('INV-3', { ...due, orderId: 'SO-3', totalMinor: 90_000 }),
    );
    s.tell('2026-03-03', '06:01', cancellation('INV-3'), creditNote('CN-1', 'INV-1', 10_000));
    s.tell('2026-03-03', '08:00', stripe('pay-1', 20_000, ['INV-1']).paid);
    s.tell('2026-03-04', '06:00', orders('SO-4', 60_000, { revision: 2 }));
    s.tell(
      '2026-03-04',
      '07:00',
      invoice('INV-4', { ...due, orderId: 'SO-4', totalMinor: 45_000 }),
    );
    await s.liveThrough('2026-03-06');
    const items = await itemsOf(s.runtime, 'CreditTable');
    expect(await problemsOf(s.runtime, [])).toEqual([]);
    return {
      held: items
        .filter(({ sk }) => sk.startsWith('ORDER#'))
        .map((item) => {
          const { orderId, revision, status, lineMinor } = item as unknown as Order;
          return `${orderId}/${revision} ${status} ${lineMinor}`;
        })
        .toSorted(),
      line: items.find(({ sk }) => sk === 'LINE'),
    };
  } finally {
    await s.runtime.close();
  }
};

const held = [
  'SO-1/1 reserved 70000',
  'SO-2/1 cancelled 0',
  'SO-3/2 reserved 90000',
  'SO-4/2 reserved 15000',
];

it('holds what orders are still to be billed for', async () => {
  const { held: orderly, line } = await lived();
  expect(orderly).toEqual(held);
  expect(line).toMatchObject({ reservedMinor: 175_000, reservedCount: 3, level: 'within' });
});

it.each([1, 2])(
  'holds the same under duplicates, delays, throttles and crashes (seed %i)',
  async (seed) => {
    const { held: disturbed, line } = await lived({ seed });
    expect(disturbed).toEqual(held);
    expect(line).toMatchObject({ reservedMinor: 175_000, reservedCount: 3 });
  },
);
