import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLineAgenda, createRateStore } from '../../shared/adapters/dynamodb/credit-lines.ts';
import { shardOf } from '../../shared/domain/account.ts';
import { type Instant, instant } from '../../shared/domain/calendar.ts';
import { decideClose } from '../../shared/domain/credit/line/terms.ts';
import { createLineDesk, type LineDesk } from '../../shared/services/credit/line-desk.ts';
import { collect } from '../support/collect.ts';
import { day, granted } from '../support/credit-line.ts';
import { type Customer, cause, customerOf } from '../support/line-of-customer.ts';
import { type LineTables, startLineTables } from '../support/line-tables.ts';

let tables: LineTables;
let dynamo: LineTables['dynamo'];
let deskDeps: LineTables['deps'];
let lines: LineTables['deps']['lines'];
let desk: LineDesk;
let now: Instant;

beforeAll(async () => {
  tables = await startLineTables({ now: () => now });
  ({ dynamo, deps: deskDeps, desk } = tables);
  ({ lines } = deskDeps);
});
afterAll(() => dynamo.stop());

let customers = 0;
let customer: Customer;
let customerId: string;
let lineId: string;
const open = (id: string) => {
  customer = customerOf(tables, id);
  ({ customerId, lineId } = customer);
};
beforeEach(() => {
  customers += 1;
  open(`c${customers}`);
  now = instant('2026-03-02T09:00:00.000Z');
});

const grant = (limitMinor: number, over: Parameters<Customer['grant']>[0] = {}) =>
  customer.grant({ limitMinor, ...over });
const basis = async () => ({ seen: await customer.known() });
const place = (orderId: string, amountMinor: number, over?: object) =>
  customer.place(orderId, amountMinor, over);
const bill = (invoiceNumber: string, totalMinor: number, orderId?: string, currency?: string) =>
  customer.bill(invoiceNumber, { totalMinor, orderId, currency });
const told = () => customer.told();
const figures = () => customer.figures();

describe('a line of credit over DynamoDB', () => {
  it('begins with what is owed already, and an application grants it once', async () => {
    await bill('A-1', 30_000);
    expect(await grant(100_000)).toMatchObject({ outcome: 'active' });
    expect(await grant(100_000)).toMatchObject({ outcome: 'active' });
    expect(await told()).toEqual(['CreditLineActivated']);
    expect(await figures()).toMatchObject({ openMinor: 30_000, exposureMinor: 30_000 });
    expect(await lines.load(lineId)).toMatchObject({
      line: { currency: 'USD', reviewOn: '2026-06-02', level: 'within' },
      head: { version: 1 },
      accounts: { [`${lineId}|USD`]: { version: 1, openMinor: 30_000 } },
    });
  });

  it('holds the orders of a customer without a line, and writes nothing', async () => {
    expect(await place('o-1', 1)).toMatchObject({
      answer: 'held',
      because: [{ rule: 'no-line' }],
    });
    expect(await told()).toEqual([]);
  });

  it('answers an order with its figures, and the same order the same again', async () => {
    await grant(100_000);
    const answer = await place('o-1', 40_000);
    expect(answer).toEqual({
      answer: 'approved',
      because: [],
      figures: {
        currency: 'USD',
        limitMinor: 100_000,
        exposureMinor: 40_000,
        openMinor: 0,
        reservedMinor: 40_000,
        unappliedMinor: 0,
        availableMinor: 60_000,
      },
      reservedMinor: 40_000,
      expiresOn: '2026-04-01',
    });
    expect(await place('o-1', 40_000)).toEqual(answer);
    expect(await place('o-1', 41_000)).toMatchObject({
      answer: 'refused',
      because: [{ rule: 'revision-differs' }],
    });
    expect(await place('o-2', 70_000)).toMatchObject({
      answer: 'held',
      because: [
        {
          rule: 'over-limit',
          message: 'with this order 1100.00 USD would be used of a limit of 1000.00 USD',
        },
      ],
    });
    await place('o-2', 70_000);
    expect(await told()).toEqual(['CreditLineActivated', 'CreditReserved', 'CreditOrderHeld']);
  });

  it('lets as many of many racing orders pass as fit, and not one more', async () => {
    await grant(100_000);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => place(`o-${index}`, 30_000)),
    );
    expect(answers.filter(({ answer }) => answer === 'approved')).toHaveLength(3);
    expect(await figures()).toMatchObject({ reservedMinor: 90_000 });
    const all = await told();
    expect(all.filter((type) => type === 'CreditReserved')).toHaveLength(3);
    expect(all.filter((type) => type === 'CreditUsageWarned')).toHaveLength(1);
  });

  it('turns what is billed into a receivable, and back when the invoice is cancelled', async () => {
    await grant(100_000);
    await place('o-1', 60_000);
    await bill('A-1', 25_000, 'o-1');
    expect(await figures()).toMatchObject({ openMinor: 25_000, reservedMinor: 35_000 });
    await bill('A-2', 35_000, 'o-1');
    await desk.watch(lineId, cause, undefined);
    expect(await figures()).toMatchObject({ openMinor: 60_000, reservedMinor: 0 });
    expect(await lines.reserved(lineId, 10)).toEqual([]);
    await customer.post({
      kind: 'cancel-invoice',
      invoiceNumber: 'A-2',
      cancelledOn: '2026-03-02',
      reason: 'wrong address',
    });
    await desk.watch(lineId, cause, undefined);
    expect(await figures()).toMatchObject({ openMinor: 25_000, reservedMinor: 35_000 });
    expect(await lines.reserved(lineId, 10)).toEqual(['o-1']);
    await bill('A-3', 35_000, 'o-1');
    expect(await figures()).toMatchObject({ exposureMinor: 60_000 });
  });

  it('counts an order that is told after its invoice, and one cancelled before it was placed', async () => {
    await grant(100_000);
    await bill('A-1', 60_000, 'o-1');
    expect(await place('o-1', 60_000)).toMatchObject({ answer: 'approved', reservedMinor: 0 });
    await desk.cancel(customer.of, { orderId: 'o-2', revision: 1 }, cause);
    expect(await place('o-2', 1_000)).toMatchObject({
      answer: 'refused',
      because: [{ rule: 'order-cancelled' }],
    });
    expect(await place('o-2', 1_000, { revision: 2 })).toMatchObject({ answer: 'approved' });
    await desk.cancel(customer.of, { orderId: 'o-2', revision: 1 }, cause);
    expect(await figures()).toMatchObject({ openMinor: 60_000, reservedMinor: 1_000 });
  });

  it('catches up with more invoices of orders than one commit takes', async () => {
    await grant(1_000_000);
    for (let index = 0; index < 30; index += 1) await place(`o-${index}`, 1_000);
    for (let index = 0; index < 30; index += 1) await bill(`A-${index}`, 1_000, `o-${index}`);
    expect(await place('last', 5_000)).toMatchObject({
      figures: { openMinor: 30_000, reservedMinor: 5_000 },
    });
    const after = await lines.load(lineId);
    expect(after?.accounts[`${lineId}|USD`]?.version).toBe(30);
    expect(after?.line.reservedCount).toBe(1);
  });

  it('gives back what was not billed in time, and takes an order again after that', async () => {
    await grant(100_000);
    await place('o-1', 60_000);
    const agenda = createLineAgenda({ client: dynamo.client, tableName: 'Credit' });
    const shard = shardOf(lineId);
    expect(await collect(agenda.expiries(day('2026-04-01'), shard))).toContain(lineId);
    expect(await collect(agenda.reviews(day('2026-06-02'), shard))).toContain(lineId);
    now = instant('2026-04-01T09:00:00.000Z');
    await desk.watch(lineId, cause, undefined);
    expect((await told()).slice(-1)).toEqual(['CreditReservationReleased']);
    expect(await figures()).toMatchObject({ reservedMinor: 0 });
    expect(await place('o-1', 60_000)).toMatchObject({ expiresOn: '2026-05-01' });
  });

  it('remembers an account that it hears of while somebody else commits', async () => {
    await grant(100_000);
    await bill('A-1', 50_000, undefined, 'CHF');
    const rates = createRateStore({ client: dynamo.client, tableName: 'Credit' });
    await rates.put({ base: 'CHF', quote: 'USD', on: day('2026-03-02'), rate: '1' });
    let races = 1;
    const racing = createLineDesk({
      ...deskDeps,
      lines: {
        ...lines,
        remember: async (...given) => {
          if (races > 0) {
            races -= 1;
            await place('o-1', 10_000);
          }
          return lines.remember(...given);
        },
      },
    });
    await racing.watch(lineId, cause, undefined, ['CHF']);
    expect(await figures()).toMatchObject({ openMinor: 50_000, reservedMinor: 10_000 });
  });

  it('forgets no account that it hears of while another is remembered', async () => {
    await grant(100_000);
    const rates = createRateStore({ client: dynamo.client, tableName: 'Credit' });
    await rates.put({ base: 'CHF', quote: 'USD', on: day('2026-03-02'), rate: '1' });
    let meanwhile = async () => {
      meanwhile = async () => {};
      await bill('A-2', 20_000, undefined, 'CHF');
      await desk.watch(lineId, cause, undefined, ['CHF']);
    };
    const racing = createLineDesk({
      ...deskDeps,
      lines: {
        ...lines,
        remember: async (...given) => {
          await meanwhile();
          return lines.remember(...given);
        },
      },
    });
    await bill('A-1', 30_000);
    await racing.watch(lineId, cause, undefined);
    expect(await figures()).toMatchObject({ openMinor: 50_000 });
  });

  it('forgets no account that another remembered while it was decided', async () => {
    await grant(100_000);
    const rates = createRateStore({ client: dynamo.client, tableName: 'Credit' });
    await rates.put({ base: 'CHF', quote: 'USD', on: day('2026-03-02'), rate: '1' });
    let meanwhile = async () => {
      meanwhile = async () => {};
      await bill('A-1', 50_000, undefined, 'CHF');
      await desk.watch(lineId, cause, undefined, ['CHF']);
    };
    const racing = createLineDesk({
      ...deskDeps,
      lines: {
        ...lines,
        commit: async (commit) => {
          await meanwhile();
          return lines.commit(commit);
        },
      },
    });
    const request = { orderId: 'o-1', revision: 1, amountMinor: 60_000, currency: 'USD' };
    expect(await racing.place(customer.of, request, cause)).toMatchObject({
      answer: 'held',
      because: [{ rule: 'over-limit' }],
    });
    expect(await figures()).toMatchObject({ openMinor: 50_000, reservedMinor: 0 });
  });

  it('warns, holds and releases once for each time', async () => {
    await grant(100_000);
    await bill('A-1', 85_000);
    await desk.watch(lineId, cause, undefined);
    await desk.watch(lineId, cause, undefined);
    await bill('A-2', 30_000);
    await desk.watch(lineId, cause, undefined);
    expect(await place('o-1', 1)).toMatchObject({
      answer: 'held',
      because: [{ rule: 'line-on-hold' }, { rule: 'over-limit' }],
    });
    const cash = { kind: 'record-payment', receivedOn: '2026-03-02', invoiceNumbers: [] } as const;
    await customer.post({ ...cash, paymentId: `${customerId}:p1`, amountMinor: 70_000 });
    await desk.watch(lineId, cause, undefined);
    await desk.watch(lineId, cause, undefined);
    expect(await told()).toEqual([
      'CreditLineActivated',
      'CreditUsageWarned',
      'CreditLimitExceeded',
      'CreditHoldPlaced',
      'CreditOrderHeld',
      'CreditExposureChanged',
      'CreditHoldReleased',
    ]);
    expect(await place('o-1', 1)).toMatchObject({ answer: 'approved' });
  });

  it('begins a review on its day, tells once that it takes too long, and ends with the terms', async () => {
    await grant(100_000, { riskClass: 'high', reviewOn: '2026-04-02' });
    await desk.watch(lineId, cause, undefined);
    now = instant('2026-04-02T00:30:00.000Z');
    await desk.watch(lineId, cause, undefined);
    await desk.watch(lineId, cause, undefined);
    expect(await told()).toEqual(['CreditLineActivated', 'CreditReviewDue']);
    expect(await lines.load(lineId)).toMatchObject({
      line: { review: { applicationId: `review:${lineId}:2026-04-02`, because: 'periodic' } },
    });
    now = instant('2026-04-17T00:30:00.000Z');
    await desk.watch(lineId, cause, undefined);
    await desk.watch(lineId, cause, undefined);
    const reviewed = granted({
      customerId,
      applicationId: `review:${lineId}:2026-04-02`,
      limitMinor: 80_000,
      reviewOn: '2026-05-17',
    });
    const changed = { outcome: 'changed' };
    expect(await desk.grant(reviewed, 'review', cause)).toEqual(changed);
    expect(await desk.grant(reviewed, 'review', cause)).toEqual(changed);
    expect(await lines.load(lineId)).toMatchObject({
      line: { limitMinor: 80_000, reviewOn: '2026-05-17' },
    });
    expect((await told()).slice(1)).toEqual([
      'CreditReviewDue',
      'CreditReviewOverdue',
      'CreditHoldPlaced',
      'CreditLineChanged',
      'CreditHoldReleased',
    ]);
    const agenda = createLineAgenda({ client: dynamo.client, tableName: 'Credit' });
    const reviewsOn = (on: string) => collect(agenda.reviews(day(on), shardOf(lineId)));
    expect(await reviewsOn('2026-04-17')).not.toContain(lineId);
    expect(await reviewsOn('2026-05-17')).toContain(lineId);
  });

  it('begins one review for a payment that came back, however often that is told', async () => {
    await grant(100_000);
    const trigger = { because: 'returned-payment', id: 'account#x#7' } as const;
    await desk.watch(lineId, cause, trigger);
    const applicationId = `review:${lineId}:2026-03-02`;
    const reviewed = granted({ customerId, applicationId, reviewOn: '2026-09-02' });
    await desk.grant(reviewed, 'review', cause);
    await desk.watch(lineId, cause, trigger);
    expect(await told()).toEqual(['CreditLineActivated', 'CreditReviewDue', 'CreditLineChanged']);
    await desk.watch(lineId, cause, { ...trigger, id: 'account#x#9' });
    expect((await told()).slice(3)).toEqual(['CreditReviewDue']);
  });

  it('lets the review that runs be followed by one that asks after what came meanwhile', async () => {
    await grant(100_000);
    const alert = (id: string) => desk.watch(lineId, cause, { because: 'bureau-alert', id });
    await alert('a-1');
    now = instant('2026-03-03T09:00:00.000Z');
    await alert('a-2');
    await alert('a-2');
    await alert('a-1');
    expect((await told()).slice(1)).toEqual(['CreditReviewDue', 'CreditReviewQueued']);
    const concluded = (on: string) =>
      desk.grant(
        granted({ customerId, applicationId: `review:${lineId}:${on}`, reviewOn: '2026-09-02' }),
        'review',
        cause,
      );
    await concluded('2026-03-02');
    expect(await lines.load(lineId)).toMatchObject({
      line: {
        review: { applicationId: `review:${lineId}:2026-03-03`, because: 'bureau-alert' },
        askAfter: '2026-03-03T09:00:00.000Z',
      },
    });
    await alert('a-2');
    await concluded('2026-03-03');
    expect((await told()).slice(3)).toEqual([
      'CreditLineChanged',
      'CreditReviewDue',
      'CreditLineChanged',
    ]);
    expect((await lines.load(lineId))?.line).not.toHaveProperty('review');
  });

  it('is left alone by a review or an application that a later decision has overtaken', async () => {
    await grant(100_000);
    await desk.watch(lineId, cause, { because: 'returned-payment', id: 'account#x#7' });
    const applicationId = `review:${lineId}:2026-03-02`;
    const stale = granted({ customerId, applicationId, limitMinor: 10_000 });
    const other = granted({
      customerId,
      applicationId: `CA-other-${customers}`,
      limitMinor: 70_000,
    });
    const accept = async (isOpen: (reviewId: string) => Promise<boolean>) =>
      desk.grant(other, 'application', cause, await basis(), {
        isOpen,
        hasNews: async () => true,
      });
    expect(await accept(async (reviewId) => reviewId === applicationId)).toMatchObject({
      code: 'superseded',
    });
    expect(await accept(async () => false)).toEqual({ outcome: 'active' });
    expect(await desk.grant(stale, 'review', cause)).toEqual({ outcome: 'kept' });
    expect(await desk.closeReviewed(lineId, applicationId, cause)).toEqual({ outcome: 'kept' });
    // Its own first grant again, after a crash: what was granted since stays.
    await grant(100_000);
    expect(await lines.load(lineId)).toMatchObject({ line: { limitMinor: 70_000 } });

    await desk.watch(lineId, cause, { because: 'returned-payment', id: 'account#x#8' });
    const second = { ...stale, applicationId: `${applicationId}.2` };
    await desk.decideOn(lineId, cause, (line) => decideClose(line, { because: 'person' }));
    expect(await desk.grant(second, 'review', cause)).toEqual({ outcome: 'closed' });
    expect(await desk.closeReviewed(lineId, second.applicationId, cause)).toEqual({
      outcome: 'closed',
    });
    expect((await told()).slice(2)).toEqual([
      'CreditLineChanged',
      'CreditReviewDue',
      'CreditLineClosed',
      'CreditHoldPlaced',
    ]);
  });

  it('carries an act out once under its id, and ends with the line', async () => {
    await grant(100_000);
    const by = { because: 'person' } as const;
    const mark = { actId: 'act-1', content: 'digest' };
    const hold = () =>
      desk.decideOn(
        lineId,
        cause,
        (line) => ({
          decided: true,
          facts: [{ type: 'CreditHoldPlaced', data: { lineId: line.lineId, because: ['person'] } }],
        }),
        mark,
      );
    await hold();
    expect(await lines.carriedOut(lineId, 'act-1')).toBe('digest');
    await expect(hold()).rejects.toThrow('lost');
    await desk.decideOn(lineId, cause, (line) => decideClose(line, by));
    expect(await told()).toEqual([
      'CreditLineActivated',
      'CreditHoldPlaced',
      'CreditLineClosed',
      'CreditHoldPlaced',
    ]);
    expect(await place('o-1', 1)).toMatchObject({ because: [{ rule: 'line-closed' }] });
  });
});
