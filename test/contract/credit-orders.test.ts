import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../shared/domain/calendar.ts';
import { type Customer, cause, customerOf } from '../support/line-of-customer.ts';
import { type LineTables, startLineTables } from '../support/line-tables.ts';

let tables: LineTables;
beforeAll(async () => {
  tables = await startLineTables({ now: () => instant('2026-03-02T09:00:00.000Z') });
});
afterAll(() => tables.dynamo.stop());

let customers = 0;
let customer: Customer;
beforeEach(async () => {
  customers += 1;
  customer = customerOf(tables, `c${customers}`);
  await customer.grant({ limitMinor: 100_000 });
});

const ask = (amountMinor = 60_000, revision = 1) =>
  customer.place('o-1', amountMinor, { revision });
const tell = (amountMinor = 60_000, revision = 1) =>
  customer.place('o-1', amountMinor, { revision, told: true });
const bill = (invoiceNumber: string, totalMinor: number) =>
  customer.bill(invoiceNumber, { totalMinor, orderId: 'o-1' });
const voided = (invoiceNumber: string) =>
  customer.post({
    kind: 'cancel-invoice',
    invoiceNumber,
    cancelledOn: '2026-03-02',
    reason: 'wrong address',
  });
const cancel = (revision = 1) =>
  tables.desk.cancel(customer.of, { orderId: 'o-1', revision }, cause);
const told = async () => (await customer.told()).slice(1);

describe('an order that is billed', () => {
  it('is counted once at every step when its invoice is cancelled and issued again', async () => {
    await ask();
    const steps = [
      () => bill('A-1', 60_000),
      () => voided('A-1'),
      () => bill('A-2', 60_000),
      () => voided('A-2'),
      () => bill('A-3', 60_000),
    ];
    for (const [index, step] of steps.entries()) {
      await step();
      expect(await customer.place(`other-${index}`, 40_001)).toMatchObject({
        answer: 'held',
        figures: { exposureMinor: 60_000, reservedMinor: index % 2 === 0 ? 0 : 60_000 },
      });
    }
    expect(await customer.place('last', 40_000)).toMatchObject({ answer: 'approved' });
  });

  it('in part and then cancelled holds nothing more, also when its invoice is cancelled', async () => {
    await ask();
    await bill('A-1', 25_000);
    await cancel();
    expect(await customer.figures()).toMatchObject({ openMinor: 25_000, reservedMinor: 0 });
    // What was on its way is billed all the same.
    await bill('A-2', 35_000);
    expect(await customer.figures()).toMatchObject({ openMinor: 60_000, reservedMinor: 0 });
    await voided('A-1');
    expect(await customer.figures()).toMatchObject({ openMinor: 35_000, reservedMinor: 0 });
    expect(await ask()).toMatchObject({ because: [{ rule: 'order-cancelled' }] });
    expect(await ask(60_000, 2)).toMatchObject({ answer: 'approved', reservedMinor: 25_000 });
  });

  it('for less keeps the rest, and for more takes what it takes', async () => {
    await ask();
    await bill('A-1', 45_000);
    expect(await customer.figures()).toMatchObject({ openMinor: 45_000, reservedMinor: 15_000 });
    await bill('A-2', 65_000);
    expect(await customer.figures()).toMatchObject({ openMinor: 110_000, reservedMinor: 0 });
    await customer.look();
    expect((await told()).slice(-2)).toEqual(['CreditLimitExceeded', 'CreditHoldPlaced']);
  });
});

describe('an order that is asked for and told', () => {
  it.each([
    ['asked first', [ask, tell]],
    ['told first', [tell, ask]],
    ['told twice between', [ask, tell, tell, ask]],
  ] as const)('is reserved once (%s)', async (_, calls) => {
    for (const call of calls) {
      expect(await call()).toMatchObject({ answer: 'approved', reservedMinor: 60_000 });
    }
    expect(await told()).toEqual(['CreditReserved']);
  });

  it('is reserved once when both come at the same time', async () => {
    const answers = await Promise.all([ask(), tell(), ask(), tell()]);
    expect(answers.map(({ answer }) => answer)).toEqual(Array(4).fill('approved'));
    expect(await told()).toEqual(['CreditReserved']);
  });

  it('is held by both while it does not fit, told once, and taken by the first that fits', async () => {
    await customer.place('o-2', 50_000);
    for (const call of [ask, tell, ask]) expect(await call()).toMatchObject({ answer: 'held' });
    expect(await told()).toEqual(['CreditReserved', 'CreditOrderHeld']);
    await tables.desk.cancel(customer.of, { orderId: 'o-2', revision: 1 }, cause);
    expect(await tell()).toMatchObject({ answer: 'approved' });
    expect(await ask()).toMatchObject({ answer: 'approved', reservedMinor: 60_000 });
  });

  it('does not slip through behind its cancellation, whichever call comes late', async () => {
    await ask();
    await cancel();
    for (const call of [ask, tell]) {
      expect(await call()).toMatchObject({ because: [{ rule: 'order-cancelled' }] });
    }
    expect(await customer.figures()).toMatchObject({ reservedMinor: 0 });
  });
});
