import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createCreditGroups,
  createRateStore,
} from '../../shared/adapters/dynamodb/credit-lines.ts';
import { type Instant, instant } from '../../shared/domain/calendar.ts';
import { maxLooked, maxMembers } from '../../shared/domain/credit/group.ts';
import { noHead } from '../../shared/ports/journal.ts';
import { isKnownOver } from '../../shared/services/credit/connected.ts';
import { createLineDesk } from '../../shared/services/credit/line-desk.ts';
import { day, eurRate } from '../support/credit-line.ts';
import { type Customer, cause, customerOf } from '../support/line-of-customer.ts';
import { type LineTables, startLineTables } from '../support/line-tables.ts';

let tables: LineTables;
let deps: LineTables['deps'];
const now: Instant = instant('2026-03-02T09:00:00.000Z');

beforeAll(async () => {
  tables = await startLineTables({ now: () => now });
  ({ deps } = tables);
});
afterAll(() => tables.dynamo.stop());

let groups = 0;
let groupId: string;
beforeEach(() => {
  groups += 1;
  groupId = `g${groups}`;
});

const limit = async (limitMinor: number, currency = 'USD') => {
  const { client } = tables.dynamo;
  const { journal } = deps;
  const act = { actId: 'a', actor: 'arn', role: 'director', reason: 'test' } as const;
  await createCreditGroups({ client, tableName: 'Credit', journal }).commit({
    head: noHead,
    data: { groupId, limitMinor, currency, act },
    effectiveOn: day('2026-03-02'),
    cause,
    mark: { actId: 'a', content: 'x' },
  });
};
const member = async (name: string, over: Parameters<Customer['grant']>[0] = {}) => {
  const customer = customerOf(tables, `${groupId}-${name}`);
  await customer.grant({ groupId, ...over });
  return customer;
};
const members = async (count: number) => {
  const all: Customer[] = [];
  for (let each = 0; each < count; each += 1) all.push(await member(`m${each}`));
  return all;
};
const settle = ({ customerId, post }: Customer, invoiceNumber: string, amountMinor = 10_000) =>
  post({
    kind: 'record-payment',
    paymentId: `${customerId}:${invoiceNumber}`,
    amountMinor,
    receivedOn: '2026-03-02',
    invoiceNumbers: [invoiceNumber],
  });

/** What keeps an order waiting, or that nothing does. */
const ruleOf = async (asked: ReturnType<Customer['place']>) => {
  const { answer, because } = await asked;
  const [first] = because;
  if (first === undefined) return answer;
  return first.message.includes('too many') ? 'too-many' : first.rule;
};

describe('lines of a group that are over', () => {
  it('take no place, until they owe', async () => {
    await limit(10_000_000);
    const [first, ...others] = await members(maxMembers + 1);
    const last = others.at(-1);
    if (first === undefined || last === undefined) throw new Error('a group has lines');
    let revision = 0;
    const ask = () => {
      revision += 1;
      return ruleOf(first.place('o-1', 1_000 + revision, { revision }));
    };
    const isRememberedOver = async () => {
      const stored = await deps.lines.load(last.lineId);
      return stored && isKnownOver(stored);
    };
    expect(await ask()).toBe('too-many');
    await last.close();
    expect(await ask()).toBe('approved');
    await last.bill('A-1');
    expect(await ask()).toBe('too-many');
    await settle(last, 'A-1');
    expect(await ask()).toBe('approved');
    expect(await isRememberedOver()).toBe(true);
    // A debt that is not the first is remembered too, for those who read no ledger.
    await last.bill('A-2');
    await last.look();
    expect(await isRememberedOver()).toBe(false);
    await settle(last, 'A-2');
    await last.look();
    expect(await isRememberedOver()).toBe(true);
    for (const other of others) await other.close();
    expect(await ask()).toBe('approved');
  });

  it('count with what they still owe or hold, also when nobody has looked since', async () => {
    await limit(100_000);
    const [first, closed, holding] = await members(3);
    if (!first || !closed || !holding) throw new Error('a group has lines');
    await holding.place('o-1', 20_000);
    for (const each of [closed, holding]) await each.close();
    await closed.bill('A-1', { totalMinor: 30_000 });
    expect(await first.place('o-1', 50_001)).toMatchObject({
      because: [
        {
          rule: 'over-group-limit',
          message: `the group ${groupId} uses 500.00 USD of 1000.00 USD`,
        },
      ],
    });
    expect(await first.place('o-2', 50_000)).toMatchObject({ answer: 'approved' });
  });

  it('are looked at as far as a look goes, and no further', async () => {
    await limit(100_000);
    const [first] = await members(1);
    if (first === undefined) throw new Error('a group has a line');
    let loads = 0;
    const ask = (orderId: string, count: number) => {
      loads = 0;
      const ids = Array.from({ length: count - 1 }, (_, index) => `${groupId}-x${index}|main`);
      const lines: typeof deps.lines = {
        ...deps.lines,
        members: async (_, most) => [first.lineId, ...ids].slice(0, most),
        load: async (lineId) => {
          loads += 1;
          return deps.lines.load(lineId);
        },
      };
      const request = { orderId, revision: 1, amountMinor: 1_000, currency: 'USD' };
      return ruleOf(createLineDesk({ ...deps, lines }).place(first.of, request, cause));
    };
    expect(await ask('o-1', maxLooked + 1)).toBe('too-many');
    expect(loads).toBe(1);
    expect(await ask('o-1', maxLooked)).toBe('approved');
    expect(loads).toBe(maxLooked);
  });

  it('use no room twice that are granted anew while an order of another is decided', async () => {
    await limit(100_000);
    const [first, other] = await members(2);
    if (!first || !other) throw new Error('a group has lines');
    await other.close();
    let meanwhile = async () => {
      meanwhile = async () => {};
      await other.grant({ applicationId: 'CA-anew' });
      expect(await other.place('o-1', 60_000)).toMatchObject({ answer: 'approved' });
    };
    const lines: typeof deps.lines = {
      ...deps.lines,
      commit: async (commit) => {
        await meanwhile();
        return deps.lines.commit(commit);
      },
    };
    const request = { orderId: 'o-1', revision: 1, amountMinor: 60_000, currency: 'USD' };
    expect(await createLineDesk({ ...deps, lines }).place(first.of, request, cause)).toMatchObject({
      answer: 'held',
      because: [{ rule: 'over-group-limit' }],
    });
  });
});

it('a group counts lines in other currencies at the rates of the day, or takes no order', async () => {
  await limit(100_000);
  const dollars = await member('a');
  const euros = await member('b', { currency: 'EUR' });
  const inEuros = { currency: 'EUR' };
  // Nothing of it is open yet, but its room is in another currency than its group.
  expect(await ruleOf(euros.place('o-1', 50_000, inEuros))).toBe('rate-unknown');
  await createRateStore({ client: tables.dynamo.client, tableName: 'Credit' }).put(eurRate);
  expect(await euros.place('o-1', 50_000, inEuros)).toMatchObject({ answer: 'approved' });
  expect(await dollars.place('o-1', 45_001)).toMatchObject({
    because: [{ message: `the group ${groupId} uses 550.00 USD of 1000.00 USD` }],
  });
  expect(await dollars.place('o-2', 45_000)).toMatchObject({ answer: 'approved' });
  expect(await ruleOf(euros.place('o-2', 1, inEuros))).toBe('over-group-limit');
});
