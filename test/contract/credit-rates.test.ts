import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRateStore } from '../../shared/adapters/dynamodb/credit-lines.ts';
import { type Instant, instant } from '../../shared/domain/calendar.ts';
import type { RateStore } from '../../shared/ports/credit-lines.ts';
import { day } from '../support/credit-line.ts';
import { type Customer, cause, customerOf } from '../support/line-of-customer.ts';
import { type LineTables, startLineTables } from '../support/line-tables.ts';

let tables: LineTables;
let rates: RateStore;
let now: Instant;

beforeAll(async () => {
  tables = await startLineTables({ now: () => now });
  rates = createRateStore({ client: tables.dynamo.client, tableName: 'Credit' });
});
afterAll(() => tables.dynamo.stop());

let customers = 0;
let customer: Customer;
let customerId: string;
const open = (id: string) => {
  customer = customerOf(tables, id);
  ({ customerId } = customer);
};
beforeEach(() => {
  customers += 1;
  open(`c${customers}`);
  now = instant('2026-03-02T09:00:00.000Z');
});

const grant = (limitMinor: number) => customer.grant({ limitMinor });
const place = (orderId: string, amountMinor: number, over?: object) =>
  customer.place(orderId, amountMinor, over);
const bill = (invoiceNumber: string, totalMinor: number, orderId?: string, currency?: string) =>
  customer.bill(invoiceNumber, { totalMinor, orderId, currency });
const told = () => customer.told();
const figures = () => customer.figures();

describe('a line of credit and rates of exchange', () => {
  it('counts other currencies by the newest rate, and holds orders while there is none', async () => {
    await grant(100_000);
    await bill('A-1', 10_000, undefined, 'EUR');
    expect(await place('o-1', 1_000)).toMatchObject({
      answer: 'held',
      because: [{ rule: 'rate-unknown' }],
    });
    await rates.put({ base: 'EUR', quote: 'USD', on: day('2026-02-27'), rate: '1.1' });
    await rates.put({ base: 'USD', quote: 'EUR', on: day('2026-02-26'), rate: '0.5' });
    await rates.put({ base: 'EUR', quote: 'USD', on: day('2026-03-03'), rate: '3' });
    expect(await rates.newest('USD', 'EUR', day('2026-03-02'))).toMatchObject({ rate: '1.1' });
    const next = (on: string) => rates.nextAfter('USD', 'EUR', day(on));
    expect([await next('2026-02-25'), await next('2026-02-27')]).toMatchObject([
      { rate: '0.5', on: '2026-02-26' },
      { rate: '3', on: '2026-03-03' },
    ]);
    expect(await next('2026-03-03')).toBeUndefined();
    expect(await place('o-1', 1_000)).toMatchObject({
      answer: 'approved',
      figures: { openMinor: 11_000 },
    });
    expect(await place('o-2', 2_001, { currency: 'EUR' })).toMatchObject({ reservedMinor: 2_202 });
    await bill('A-2', 2_001, 'o-2', 'EUR');
    expect(await figures()).toMatchObject({ openMinor: 13_202, reservedMinor: 1_000 });
    now = instant('2026-03-20T09:00:00.000Z');
    expect(await place('o-3', 1_000)).toMatchObject({ because: [{ rule: 'rate-stale' }] });
  });

  it('counts an account in a currency that nobody configured from its first event on', async () => {
    await grant(100_000);
    await bill('A-1', 90_000, undefined, 'CHF');
    // No rate is known yet: nothing is counted, and yet the account is not forgotten.
    await customer.look(['CHF']);
    expect(await place('o-1', 20_000)).toMatchObject({ because: [{ rule: 'rate-unknown' }] });
    await rates.put({ base: 'CHF', quote: 'USD', on: day('2026-03-02'), rate: '1' });
    expect(await place('o-1', 20_000)).toMatchObject({
      answer: 'held',
      because: [{ rule: 'over-limit' }],
    });

    open(`${customerId}-b`);
    await grant(100_000);
    await bill('A-1', 50_000, undefined, 'CHF');
    await customer.look(['CHF']);
    expect(await told()).toEqual(['CreditLineActivated']);
    expect(await figures()).toMatchObject({ openMinor: 50_000 });
    expect(await place('o-1', 60_000)).toMatchObject({ because: [{ rule: 'over-limit' }] });
  });

  it('begins again in another currency once it is closed and no order holds a part of it', async () => {
    await rates.put({ base: 'EUR', quote: 'USD', on: day('2026-03-02'), rate: '2' });
    await grant(100_000);
    await bill('A-1', 30_000);
    await place('o-1', 10_000);
    const euros = { applicationId: `${customerId}-eur`, currency: 'EUR' };
    const inEuros = () => customer.decided(euros, 'application');
    expect(await inEuros()).toMatchObject({ code: 'other-currency' });
    await customer.close();
    expect(await inEuros()).toMatchObject({ code: 'orders-held' });
    await tables.desk.cancel(customer.of, { orderId: 'o-1', revision: 1 }, cause);
    expect(await inEuros()).toEqual({ outcome: 'active' });
    expect(await figures()).toMatchObject({ openMinor: 15_000, exposureMinor: 15_000 });
    expect((await told()).slice(-2)).toEqual(['CreditLineActivated', 'CreditHoldReleased']);
    expect(await place('o-2', 1_000)).toMatchObject({ answer: 'approved', reservedMinor: 500 });
  });
});
