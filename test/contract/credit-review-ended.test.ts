import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createLineAgenda } from '../../shared/adapters/dynamodb/credit-lines.ts';
import { shardCount } from '../../shared/domain/account.ts';
import {
  addDays,
  type BusinessDate,
  businessDate,
  type Instant,
  instant,
} from '../../shared/domain/calendar.ts';
import { createLineDesk, type LineDesk } from '../../shared/services/credit/line-desk.ts';
import { type Customer, cause, customerOf } from '../support/line-of-customer.ts';
import { type LineTables, startLineTables } from '../support/line-tables.ts';

let tables: LineTables;
let desk: LineDesk;
let now: Instant;
let customer: Customer;
let ended: string | undefined;

beforeAll(async () => {
  tables = await startLineTables({ now: () => now });
  desk = createLineDesk({ ...tables.deps, hasEnded: async (id) => id === ended });
});
afterAll(() => tables.dynamo.stop());

let customers = 0;
beforeEach(async () => {
  customers += 1;
  now = instant('2026-03-02T09:00:00.000Z');
  ended = undefined;
  customer = customerOf(tables, `e${customers}`);
  await customer.grant();
});

const at = (text: string) => {
  now = instant(`${text}T09:00:00.000Z`);
};
const happens = (because: 'broken-promise' | 'returned-payment', id: string) =>
  desk.watch(customer.lineId, cause, { because, id });
const look = () => desk.watch(customer.lineId, cause, undefined);
const line = async () => (await tables.deps.lines.load(customer.lineId))?.line;
const first = () => `review:${customer.lineId}:2026-03-02`;

it('gives way to what happens once it has ended undecided, and makes the line wait no longer', async () => {
  await happens('broken-promise', 'e-1');
  at('2026-03-11');
  ended = first();
  await happens('returned-payment', 'e-2');
  await happens('returned-payment', 'e-2');
  expect(await line()).toMatchObject({
    review: { applicationId: `review:${customer.lineId}:2026-03-11`, overdueOn: '2026-03-17' },
  });
  at('2026-03-17');
  await look();
  expect(await line()).toMatchObject({ review: { overdue: true }, holds: ['review-overdue'] });
});

it('gives way to what was queued behind it', async () => {
  await happens('broken-promise', 'e-1');
  await happens('returned-payment', 'e-2');
  at('2026-03-11');
  await look();
  expect(await line()).toMatchObject({
    review: { applicationId: first() },
    queued: 'returned-payment',
  });
  ended = first();
  await look();
  expect(await line()).toMatchObject({ review: { because: 'returned-payment' } });
  expect(await line()).not.toHaveProperty('queued');
});

it('does not begin the periodic review anew, which would never be late', async () => {
  at('2026-06-02');
  await look();
  ended = `review:${customer.lineId}:2026-06-02`;
  at('2026-06-11');
  await look();
  expect(await line()).toMatchObject({ review: { applicationId: ended, because: 'periodic' } });
});

it.each([
  ['before it was late', '2026-03-10', '2026-03-17'],
  ['after it was late', '2026-03-20', '2026-04-01'],
])(
  'is found by its day when nothing else happens: what was queued behind one that ended %s',
  async (_, endedOn, begunOn) => {
    await happens('broken-promise', 'e-1');
    await happens('returned-payment', 'e-2');
    const agenda = createLineAgenda({ client: tables.dynamo.client, tableName: 'Credit' });
    const isDue = async (on: BusinessDate): Promise<boolean> => {
      for (let shard = 0; shard < shardCount; shard += 1) {
        for await (const lineId of agenda.reviews(on, shard)) {
          if (lineId === customer.lineId) return true;
        }
      }
      return false;
    };
    let begun: string | undefined;
    for (let days = 1; days < 60 && begun === undefined; days += 1) {
      const on = addDays(businessDate('2026-03-02'), days);
      at(on);
      if (on >= endedOn) ended = first();
      if (await isDue(on)) await look();
      if ((await line())?.queued === undefined) begun = on;
    }
    expect(begun).toBe(begunOn);
    expect(await line()).toMatchObject({ review: { because: 'returned-payment' } });
  },
);
