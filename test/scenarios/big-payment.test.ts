import { expect, it } from 'vitest';
import type { DomainData } from '../../events/catalogue.ts';
import type { CallFault, CallPoint } from '../../local/faults.ts';
import type { Runtime } from '../../local/runtime.ts';
import { openStory } from '../support/story/open.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';
import { problemsOf } from '../support/whole/problems.ts';
import { itemsOf, streamsOf } from '../support/whole/state.ts';

const accountId = 'acme|main|USD';
const eachMinor = 1_000;
const numbers = Array.from({ length: 800 }, (_, nth) => `INV-${String(nth + 1).padStart(3, '0')}`);
/** In between the others, so that covering the oldest first would cover the wrong ones. */
const named = numbers.filter((_, nth) => nth % 8 < 5);
const others = numbers.filter((_, nth) => nth % 8 >= 5);

/** Kills post-entries at calls that are counted over all its deliveries, from when it was armed. */
const createDeaths = () => {
  let points: Readonly<Record<number, CallFault>> = {};
  let calls = 0;
  return {
    /** At most three points: a command is given up when it was received five times. */
    arm: (next: Readonly<Record<number, CallFault>>) => {
      points = next;
      calls = 0;
    },
    script: ({ functionName }: CallPoint): CallFault | undefined => {
      if (functionName !== 'PostEntriesFunction') return undefined;
      calls += 1;
      return points[calls];
    },
  };
};

type Moves = { readonly allocated: string[]; readonly released: string[]; readonly at: number[] };

/** Every invoice that cash was put on or taken from, in order, once for each time. */
const movesOf = async (runtime: Runtime): Promise<Moves> => {
  const moves: Moves = { allocated: [], released: [], at: [] };
  for (const event of (await streamsOf(runtime)).get(`account#${accountId}`) ?? []) {
    if (event.type === 'CashAllocated') {
      const { allocations } = event.data as DomainData<'CashAllocated'>;
      moves.allocated.push(...allocations.map(({ invoiceNumber }) => invoiceNumber));
      moves.at.push(Date.parse(event.recordedAt));
    } else if (event.type === 'CashReleased') {
      const { released } = event.data as DomainData<'CashReleased'>;
      moves.released.push(...released.map(({ invoiceNumber }) => invoiceNumber));
    }
  }
  return moves;
};

const openNumbers = async (runtime: Runtime): Promise<string[]> =>
  (await itemsOf(runtime, 'ReceivablesTable'))
    .filter(({ pk, sk }) => pk === `ACCOUNT#${accountId}` && sk.startsWith('OPEN#'))
    .map((item) => String(item['invoiceNumber']))
    .toSorted();

it('books a payment of five hundred invoices exactly, whatever dies between its parts, and chases the others only', async () => {
  const { arm, script } = createDeaths();
  const s = await openStory({ from: '2026-02-16', faults: { seed: 1, duplicates: 0.3, script } });
  const { runtime } = s;
  const deaths = (): number =>
    (runtime.meter().faults['crash-before'] ?? 0) + (runtime.meter().faults['crash-after'] ?? 0);
  try {
    s.tell('2026-02-16', '05:00', customer('acme'));
    for (const [nth, number] of numbers.entries()) {
      const minute = `06:${String(nth % 60).padStart(2, '0')}`;
      s.tell('2026-02-16', minute, invoice(number, { dueOn: '2026-03-04', totalMinor: eachMinor }));
    }
    await s.liveThrough('2026-03-04');
    expect(runtime.outbox.map(({ text }) => text)).toEqual([
      expect.stringContaining('800 invoices, with $8,000.00 to pay'),
    ]);

    // The notice of what is overdue is due at 16:07:21, between the third death and the redelivery.
    const pay = stripe('pay', named.length * eachMinor, named);
    arm({ 3: 'crash-after', 9: 'crash-before', 20: 'crash-after' });
    s.tell('2026-03-05', '15:55', pay.paid, pay.paid);
    s.tell('2026-03-05', '16:05', pay.paid);
    await s.liveThrough('2026-03-05');
    expect(deaths()).toBe(3);
    const first = await movesOf(runtime);
    expect(first.allocated).toEqual(named);
    const notice = runtime.outbox.at(-1);
    expect(Math.min(...first.at)).toBeLessThan(notice?.at ?? 0);
    expect(Math.max(...first.at)).toBeGreaterThan(notice?.at ?? Infinity);
    expect(notice?.text).toContain('300 invoices that are past due');
    expect(notice?.text).toContain('$3,000.00 past due in all');
    const listed = notice?.text?.match(/INV-\d+/g) ?? [];
    expect(listed).toEqual(others.slice(0, 200));
    expect(await openNumbers(runtime)).toEqual(others);

    arm({ 2: 'crash-before', 8: 'crash-after', 33: 'crash-before' });
    s.tell('2026-03-06', '20:00', pay.withdrawn, pay.withdrawn, pay.paid);
    await s.liveThrough('2026-03-06');
    expect(deaths()).toBe(6);
    expect((await movesOf(runtime)).released.toSorted()).toEqual(named);
    expect(await openNumbers(runtime)).toEqual(numbers);

    arm({ 4: 'crash-before', 5: 'crash-after', 34: 'crash-after' });
    s.tell('2026-03-07', '07:00', pay.reinstated, pay.reinstated, pay.withdrawn);
    await s.liveThrough('2026-03-07');
    expect(deaths()).toBe(9);
    const last = await movesOf(runtime);
    expect(last.allocated.slice(named.length)).toEqual(named);
    expect(last.released).toHaveLength(named.length);
    expect(await openNumbers(runtime)).toEqual(others);

    // Commands that were applied and received too often all the same come back, and change nothing.
    const dead = runtime.queues().find(({ logicalId }) => logicalId === 'AccountCommandsDlq');
    expect(dead?.visible).toBeGreaterThan(0);
    await runtime.redrive('AccountCommandsDlq');
    await s.liveThrough('2026-03-08');
    expect(await movesOf(runtime)).toEqual(last);
    expect(runtime.outbox).toHaveLength(2);
    expect(await problemsOf(runtime)).toEqual([]);
  } finally {
    await runtime.close();
  }
});
