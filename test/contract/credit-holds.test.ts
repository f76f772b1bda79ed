import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { creditDifferences } from '../../integrity/credit/check.ts';
import { partitionOf, projectCredit } from '../../integrity/credit/project.ts';
import type { Item } from '../../integrity/reader.ts';
import {
  createCreditGroups,
  createRateStore,
} from '../../shared/adapters/dynamodb/credit-lines.ts';
import { createJournalReader } from '../../shared/adapters/dynamodb/journal-reader.ts';
import { createLineNews } from '../../shared/adapters/dynamodb/line-news.ts';
import { createAwsHeardOf } from '../../shared/adapters/heard-of.ts';
import { type Instant, instant } from '../../shared/domain/calendar.ts';
import type { Application } from '../../shared/domain/credit/types.ts';
import { noHead } from '../../shared/ports/journal.ts';
import { createLineDesk, type LineDesk } from '../../shared/services/credit/line-desk.ts';
import { createNewsSince, type NewsSince } from '../../shared/services/credit/news-since.ts';
import { day, granted } from '../support/credit-line.ts';
import { writeOff } from '../support/given-ledger.ts';
import { type Customer, cause, customerOf } from '../support/line-of-customer.ts';
import { type LineTables, startLineTables } from '../support/line-tables.ts';

let tables: LineTables;
let dynamo: LineTables['dynamo'];
let deps: LineTables['deps'];
let desk: LineDesk;
let newsSince: NewsSince;
let now: Instant;

beforeAll(async () => {
  tables = await startLineTables({ now: () => now });
  ({ dynamo, deps, desk } = tables);
  const { client } = dynamo;
  newsSince = createNewsSince({
    heardOf: createAwsHeardOf(client, 'Credit'),
    journal: createJournalReader({ client, tableName: 'Journal' }),
    settings: deps.settings,
    zone: 'UTC',
  });
});
afterAll(() => dynamo.stop());

let customers = 0;
let customer: Customer;
let customerId: string;
let lineId: string;
beforeEach(() => {
  customers += 1;
  customer = customerOf(tables, `c${customers}`);
  ({ customerId, lineId } = customer);
  now = instant('2026-03-02T09:00:00.000Z');
});

const grant = (over: Parameters<Customer['grant']>[0] = {}) =>
  customer.grant({ applicationId: `CA-${lineId}`, ...over });
const known = () => customer.known();
const decided: Customer['decided'] = (over, kind) => customer.decided(over, kind);
const place = (orderId: string, amountMinor = 10_000, revision = 1) =>
  customer.place(orderId, amountMinor, { revision });
const post: Customer['post'] = (command, currency) => customer.post(command, currency);
const bill = (invoiceNumber: string, dueOn: string, orderId?: string, currency?: string) =>
  customer.bill(invoiceNumber, { dueOn, orderId, currency });
const pay: Customer['pay'] = (paymentId, amountMinor) => customer.pay(paymentId, amountMinor);
const look = (currencies?: readonly string[]) => customer.look(currencies);
const holds = async () => (await deps.lines.load(lineId))?.line.holds;
const events = () => customer.events();
const told = async () => (await customer.told()).slice(1);
const close = () => customer.close();
const of = () => {
  const receivedOn = day('2026-03-02');
  const own = { applicationId: `CA-${customerId}`, fingerprint: 'f'.repeat(64) };
  return { ...own, customerId, legalEntity: 'main', currency: 'USD', receivedOn };
};

/** What the tables hold of a line is what its journal adds up to. */
const expectWhole = async () => {
  const streamId = `line#${lineId}`;
  const projected = projectCredit(streamId, await events());
  if (!projected.stands) throw new Error(projected.why);
  const { Items: items = [] } = await dynamo.client.send(new ScanCommand({ TableName: 'Credit' }));
  const pk = partitionOf(streamId);
  const records = {
    streamId,
    events: [],
    items: (items as Item[]).filter((item) => item.pk === pk),
    related: (items as Item[]).filter((item) => item.pk !== pk),
  };
  expect(creditDifferences(records, projected.projection)).toEqual([]);
};

describe('orders of a line are held', () => {
  it('while something is past due for too long, and taken again when it is not', async () => {
    await grant();
    await bill('A-1', '2026-04-01');
    now = instant('2026-05-31T09:00:00.000Z');
    expect(await place('o-1')).toMatchObject({ answer: 'approved' });
    now = instant('2026-06-01T09:00:00.000Z');
    // Nobody has looked since: the order itself finds what is past due.
    expect(await place('o-2')).toMatchObject({
      answer: 'held',
      because: [{ rule: 'line-on-hold', message: expect.stringContaining('past-due') }],
    });
    expect(await holds()).toEqual(['past-due']);
    await post({
      kind: 'dispute-invoice',
      invoiceNumber: 'A-1',
      act: { actId: 'd-1', actor: 'ana', reason: 'short delivery' },
      disputedOn: '2026-06-01',
    });
    await look();
    expect(await holds()).toEqual([]);
    await post({
      kind: 'clear-dispute',
      invoiceNumber: 'A-1',
      act: { actId: 'd-2', actor: 'ana', reason: 'delivered' },
      clearedOn: '2026-06-01',
    });
    await look();
    expect(await holds()).toEqual(['past-due']);
    await pay('p-1', 10_000);
    await look();
    expect(await place('o-2')).toMatchObject({ answer: 'approved' });
    expect(await told()).toEqual([
      'CreditReserved',
      'CreditHoldPlaced',
      'CreditOrderHeld',
      'CreditHoldReleased',
      'CreditHoldPlaced',
      'CreditHoldReleased',
      'CreditReserved',
    ]);
    await expectWhole();
  });

  it('for small invoices that are past due together as for a large one', async () => {
    await grant();
    for (let number = 1; number <= 12; number += 1) await bill(`A-${number}`, '2026-04-01');
    await bill('A-13', '2026-09-01');
    await post({
      kind: 'dispute-invoice',
      invoiceNumber: 'A-1',
      act: { actId: 'd-1', actor: 'ana', reason: 'short delivery' },
      disputedOn: '2026-03-02',
    });
    const paid: typeof deps.ledger.position = async (...asked) => {
      const position = await deps.ledger.position(...asked);
      return { ...position, totals: { ...position.totals, unappliedMinor } };
    };
    const waiting = createLineDesk({ ...deps, ledger: { ...deps.ledger, position: paid } });
    now = instant('2026-06-01T09:00:00.000Z');
    // Eleven of ten thousand each are late and undisputed: each is covered, all together are not.
    let unappliedMinor = 110_000;
    await waiting.watch(lineId, cause, undefined);
    expect(await holds()).toEqual([]);
    unappliedMinor = 109_999;
    await waiting.watch(lineId, cause, undefined);
    expect(await holds()).toEqual(['past-due']);
  });

  it('after a write-off until somebody has decided, and a review of it begins', async () => {
    await grant();
    await bill('A-1', '2026-04-01');
    await post(writeOff('A-1'));
    const trigger = { because: 'written-off', id: 'account#x#2' } as const;
    await desk.watch(lineId, cause, trigger);
    await desk.watch(lineId, cause, trigger);
    expect(await told()).toEqual(['CreditHoldPlaced', 'CreditReviewDue']);
    expect(await place('o-1')).toMatchObject({ because: [{ rule: 'line-on-hold' }] });
    const review = `review:${lineId}:2026-03-02`;
    await decided({ applicationId: review }, 'review');
    expect(await holds()).toEqual([]);
    await desk.watch(lineId, cause, trigger);
    expect(await holds()).toEqual([]);
    await expectWhole();
  });

  it('is not granted once something was told that nobody decided on', async () => {
    const accept = async (name: string, readTo: number | undefined) => {
      const state = {
        ...of(),
        decision: {
          readTo: readTo === undefined ? undefined : [{ currency: 'USD', version: readTo }],
        } as unknown as Application['decision'],
      };
      const basis = { seen: await customer.known() };
      return desk.grant(
        granted({ customerId, applicationId: `${name}-${lineId}` }),
        'application',
        cause,
        basis,
        {
          isOpen: async () => true,
          hasNews: async (currencies) => (await newsSince(state, currencies)).length > 0,
        },
      );
    };
    await bill('A-1', '2026-04-01');
    await post(writeOff('A-1'));
    expect(await accept('CA-1', 1)).toMatchObject({ decided: false, code: 'news-since' });
    // Nothing says what the decision had read: all of its day counts.
    expect(await accept('CA-2', undefined)).toMatchObject({ code: 'news-since' });
    expect(await customer.known()).toBeUndefined();
    expect(await accept('CA-3', 2)).toEqual({ outcome: 'active' });
    // An active line is held for what is told, and a review of it begins.
    expect(await accept('CA-4', 1)).toEqual({ outcome: 'active' });
    await customer.close();
    // Also in a currency that the line alone knows of.
    await bill('E-1', '2026-04-01', undefined, 'GBP');
    await look(['GBP']);
    await post(writeOff('E-1'), 'GBP');
    expect(await accept('CA-5', 2)).toMatchObject({ code: 'news-since' });
  });

  it('hears once of what was told before it began, whoever comes first', async () => {
    const alert = { alertId: 'alert-1', heardAt: now, insolvent: true };
    await createLineNews({ client: dynamo.client, tableName: 'Credit' }).remember(lineId, alert);
    await bill('A-1', '2026-04-01');
    await post(writeOff('A-1'));
    // Its signals found no line.
    const signals = [
      { because: 'bureau-alert', id: 'alert-1', insolvent: true },
      { because: 'written-off', id: `account#${lineId}|USD#2` },
    ] as const;
    for (const signal of signals) await desk.watch(lineId, cause, signal);
    await grant();
    expect(await holds()).toEqual([]);
    const state = {
      ...of(),
      decision: undefined,
    };
    const found = await newsSince(state);
    expect(found).toEqual(signals);
    for (const each of [...found, ...found, ...signals]) await desk.watch(lineId, cause, each);
    expect(await holds()).toEqual(['insolvency', 'written-off']);
    expect(await told()).toEqual([
      'CreditHoldPlaced',
      'CreditReviewDue',
      'CreditHoldPlaced',
      'CreditReviewQueued',
    ]);
    await expectWhole();
  });

  it('not again for a write-off that was decided on, once the line is written anew', async () => {
    await grant();
    await bill('A-1', '2026-04-01');
    await post(writeOff('A-1'));
    await desk.watch(lineId, cause, { because: 'written-off', id: 'account#x#2' });
    now = instant('2026-03-03T09:00:00.000Z');
    await decided({ applicationId: `review:${lineId}:2026-03-02` }, 'review');
    const writeAnew = async () => {
      const projected = projectCredit(`line#${lineId}`, await events());
      if (!projected.stands) throw new Error(projected.why);
      const { snapshot } = projected.projection;
      await dynamo.client.send(new PutCommand({ TableName: 'Credit', Item: snapshot }));
    };
    now = instant('2026-03-20T09:00:00.000Z');
    await bill('A-2', '2026-04-01');
    await writeAnew();
    expect(await place('o-1')).toMatchObject({ answer: 'approved' });
    await expectWhole();
    // What nobody has decided on yet holds it, written anew or not.
    await post(writeOff('A-2'));
    await writeAnew();
    expect(await place('o-2')).toMatchObject({ because: [{ rule: 'line-on-hold' }] });
    expect(await holds()).toEqual(['written-off']);
    await expectWhole();
  });

  it('after a write-off that no signal has told of yet, and once for each', async () => {
    await grant({ limitMinor: 10_000 });
    await bill('A-1', '2026-04-01');
    await post(writeOff('A-1'));
    // The order comes first: what was given up leaves it no room.
    expect(await place('o-1')).toMatchObject({
      answer: 'held',
      because: [{ rule: 'line-on-hold', message: expect.stringContaining('written-off') }],
    });
    await desk.watch(lineId, cause, { because: 'written-off', id: 'account#x#2' });
    expect(await told()).toEqual(['CreditHoldPlaced', 'CreditOrderHeld', 'CreditReviewDue']);
    await decided({ applicationId: `review:${lineId}:2026-03-02` }, 'review');
    expect(await holds()).toEqual([]);
    await look();
    expect(await place('o-1')).toMatchObject({ answer: 'approved' });
    await expectWhole();
  });

  it('once for a write-off also while no rate lets the line count what else is told', async () => {
    await grant();
    await bill('A-1', '2026-04-01');
    await bill('E-1', '2026-04-01', 'o-9', 'EUR');
    await post(writeOff('A-1'));
    expect(await place('o-1')).toMatchObject({
      because: [{ message: expect.stringContaining('written-off') }, { rule: 'rate-unknown' }],
    });
    await decided({ applicationId: `CA-${lineId}-2` }, 'application');
    expect(await holds()).toEqual([]);
    await createRateStore({ client: dynamo.client, tableName: 'Credit' }).put({
      base: 'EUR',
      quote: 'USD',
      on: day('2026-03-02'),
      rate: '1',
    });
    await look();
    expect(await holds()).toEqual([]);
    expect(await place('o-1')).toMatchObject({ answer: 'approved' });
  });

  it('only when somebody asks: what was reserved outlives the news that it was placed', async () => {
    await grant();
    await place('o-1');
    await desk.decideOn(lineId, cause, (line) => ({
      decided: true,
      facts: [{ type: 'CreditHoldPlaced', data: { lineId: line.lineId, because: ['person'] } }],
    }));
    const tell = (revision: number) =>
      desk.place(
        customer.of,
        { orderId: 'o-1', amountMinor: 10_000, currency: 'USD', revision, told: true },
        cause,
      );
    expect(await tell(1)).toMatchObject({ answer: 'approved', reservedMinor: 10_000 });
    expect(await told()).toEqual(['CreditReserved', 'CreditHoldPlaced']);
    // Another revision that takes no more is no news to what is delivered.
    expect(await tell(2)).toMatchObject({ answer: 'approved', reservedMinor: 10_000 });
    expect(await place('o-1', 10_000, 2)).toMatchObject({ answer: 'held' });
  });

  it('only for what the settings say', async () => {
    await grant();
    await bill('A-1', '2026-04-01');
    now = instant('2026-07-01T09:00:00.000Z');
    const settings: typeof deps.settings = {
      ...deps.settings,
      holdFor: [],
      reviewFor: ['written-off'],
    };
    const lenient = createLineDesk({ ...deps, settings });
    const trigger = { because: 'bureau-alert', id: 'alert-1', insolvent: true } as const;
    await lenient.watch(lineId, cause, trigger);
    await lenient.watch(lineId, cause, { because: 'written-off', id: 'account#x#2' });
    expect(await holds()).toEqual([]);
    expect((await told()).filter((type) => type === 'CreditReviewDue')).toHaveLength(1);
  });

  it('for an insolvency until a review after the news has decided', async () => {
    await grant();
    const alert = (id: string, insolvent: boolean) =>
      desk.watch(lineId, cause, { because: 'bureau-alert', id, insolvent });
    await alert('a-1', false);
    await alert('a-2', true);
    expect(await told()).toEqual(['CreditReviewDue', 'CreditHoldPlaced', 'CreditReviewQueued']);
    const review = `review:${lineId}:2026-03-02`;
    const reviewed = (applicationId: string) => decided({ applicationId }, 'review');
    // The first review may have asked before the news: what follows it decides.
    await reviewed(review);
    expect(await holds()).toEqual(['insolvency']);
    await reviewed(`${review}.2`);
    expect(await holds()).toEqual([]);
    await expectWhole();
  });

  it('since it was closed, also those that it took before, and by a person also afterwards', async () => {
    await grant();
    await place('o-1');
    await place('o-2');
    await bill('A-1', '2026-04-01', 'o-2');
    await close();
    expect(await place('o-1')).toMatchObject({
      answer: 'held',
      because: [{ rule: 'line-closed' }],
    });
    expect(await deps.lines.load(lineId)).toMatchObject({
      line: { status: 'closed', holds: ['line-closed'], reservedMinor: 0 },
    });
    await grant({ applicationId: `CA-${lineId}-again` });
    expect(await holds()).toEqual([]);
    expect(await place('o-1')).toMatchObject({ answer: 'approved' });
    await desk.decideOn(lineId, cause, (line) => ({
      decided: true,
      facts: [{ type: 'CreditHoldPlaced', data: { lineId: line.lineId, because: ['person'] } }],
    }));
    expect(await place('o-1')).toMatchObject({ because: [{ rule: 'line-on-hold' }] });
    // What is billed in full needs nothing of the line any more.
    expect(await place('o-2')).toMatchObject({ answer: 'approved', because: [] });
    await expectWhole();
  });
});

it('a group lets racing orders of two members pass only as far as both fit', async () => {
  const groups = createCreditGroups({
    client: dynamo.client,
    tableName: 'Credit',
    journal: deps.journal,
  });
  const groupId = `g-${customers}`;
  const act = { actId: 'a', actor: 'arn', role: 'director', reason: 'test' } as const;
  await groups.commit({
    head: noHead,
    data: { groupId, limitMinor: 100_000, currency: 'USD', act },
    effectiveOn: day('2026-03-02'),
    cause,
    mark: { actId: 'a', content: 'x' },
  });
  const members = [`${customerId}-a`, `${customerId}-b`];
  for (const member of members) {
    await customerOf(tables, member).grant({ limitMinor: 90_000 });
    await desk.decideOn(`${member}|main`, cause, (line) => ({
      decided: true,
      facts: [
        {
          type: 'CreditLineChanged',
          data: {
            ...granted({ limitMinor: 90_000 }),
            lineId: line.lineId,
            because: 'person',
            groupId,
          },
        },
      ],
    }));
  }
  expect(await deps.lines.members(groupId, 10)).toEqual(members.map((member) => `${member}|main`));
  const answers = await Promise.all(
    members.map((member) =>
      desk.place(
        { customerId: member, legalEntity: 'main' },
        { orderId: 'o', revision: 1, amountMinor: 60_000, currency: 'USD' },
        cause,
      ),
    ),
  );
  expect(answers.map(({ answer }) => answer).sort()).toEqual(['approved', 'held']);
  const held = answers.find(({ answer }) => answer === 'held');
  expect(held?.because).toEqual([
    { rule: 'over-group-limit', message: `the group ${groupId} uses 600.00 USD of 1000.00 USD` },
  ]);
});

it('a review that was decided takes effect although the next one has begun, and that is done anew', async () => {
  await grant();
  await desk.watch(lineId, cause, { because: 'bureau-alert', id: 'a-1' });
  const seen = await known();
  // It came to nothing for so long that the next one begins.
  now = instant('2026-04-02T09:00:00.000Z');
  await desk.watch(lineId, cause, { because: 'returned-payment', id: 'e-1' });
  const terms = granted({
    customerId,
    applicationId: `review:${lineId}:2026-03-02`,
    limitMinor: 20_000,
  });
  const basis = { seen, termsOf: `CA-${lineId}` };
  expect(await desk.grant(terms, 'review', cause, basis)).toEqual({ outcome: 'changed' });
  expect(await desk.grant(terms, 'review', cause, basis)).toEqual({ outcome: 'changed' });
  const line = (await deps.lines.load(lineId))?.line;
  expect(line).toMatchObject({
    limitMinor: 20_000,
    review: { applicationId: `review:${lineId}:2026-04-02.2`, because: 'returned-payment' },
  });
  expect(line).not.toHaveProperty('queued');
  const overtaken = granted({ customerId, applicationId: `review:${lineId}:2026-04-02` });
  expect(await desk.grant(overtaken, 'review', cause, basis)).toEqual({ outcome: 'kept' });
  await expectWhole();
});

describe('a cancellation that comes before everything else', () => {
  it('is remembered for the line and for the order, each until a higher revision', async () => {
    await desk.cancel(customer.of, { orderId: 'o-1', revision: 2 }, cause);
    await desk.cancel(customer.of, { orderId: 'o-1', revision: 1 }, cause);
    await desk.cancel(customer.of, { orderId: 'o-2', revision: 1 }, cause);
    expect(await place('o-1')).toMatchObject({ because: [{ rule: 'no-line' }] });
    await grant();
    await bill('A-1', '2026-04-01', 'o-2');
    await look();
    for (const [orderId, revision] of [
      ['o-1', 1],
      ['o-1', 2],
      ['o-2', 1],
    ] as const) {
      expect(await place(orderId, 10_000, revision)).toMatchObject({ answer: 'refused' });
    }
    expect(await place('o-1', 10_000, 3)).toMatchObject({ answer: 'approved' });
    await desk.cancel(customer.of, { orderId: 'o-1', revision: 2 }, cause);
    expect(await place('o-1', 10_000, 3)).toMatchObject({ answer: 'approved' });
    await expectWhole();
  });

  it('finds the line that began while it was being remembered', async () => {
    let begins = true;
    const racing = createLineDesk({
      ...deps,
      lines: {
        ...deps.lines,
        rememberCancelled: async (...given) => {
          // The line begins and takes the order before the memory is written.
          if (begins) {
            begins = false;
            await grant();
            await place('o-1');
          }
          await deps.lines.rememberCancelled(...given);
        },
      },
    });
    await racing.cancel(customer.of, { orderId: 'o-1', revision: 1 }, cause);
    expect(await place('o-1')).toMatchObject({ because: [{ rule: 'order-cancelled' }] });
    expect(await told()).toEqual(['CreditReserved', 'CreditReservationReleased']);
  });
});
