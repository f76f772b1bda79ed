import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRateStore } from '../../shared/adapters/dynamodb/credit-lines.ts';
import { instant } from '../../shared/domain/calendar.ts';
import { seenOf } from '../../shared/domain/credit/line/seen.ts';
import { decideClose } from '../../shared/domain/credit/line/terms.ts';
import type { LineDesk } from '../../shared/services/credit/line-desk.ts';
import { day, granted } from '../support/credit-line.ts';
import { commandOf, type TestCommand } from '../support/ledger.ts';
import { type LineTables, startLineTables } from '../support/line-tables.ts';

let dynamo: LineTables['dynamo'];
let deps: LineTables['deps'];
let desk: LineDesk;
const now = instant('2026-03-02T09:00:00.000Z');
const cause = { causationId: 'input-1', correlationId: 'flow-1' };

beforeAll(async () => {
  ({ dynamo, deps, desk } = await startLineTables({ now: () => now }));
  const rates = createRateStore({ client: dynamo.client, tableName: 'Credit' });
  const on = day('2026-03-02');
  await rates.put({ base: 'USD', quote: 'CLP', on, rate: '1000' });
  await rates.put({ base: 'EUR', quote: 'USD', on, rate: '2' });
  await rates.put({ base: 'EUR', quote: 'CLP', on, rate: '2000' });
});
afterAll(() => dynamo.stop());

let customers = 0;
let customerId: string;
let lineId: string;
beforeEach(() => {
  customers += 1;
  customerId = `c${customers}`;
  lineId = `${customerId}|main`;
});

const grant = async (applicationId: string, currency: string, limitMinor: number) => {
  const line = (await deps.lines.load(lineId))?.line;
  const terms = granted({ customerId, applicationId, currency, limitMinor });
  const seen = line && seenOf(line);
  expect(await desk.grant(terms, 'application', cause, { seen })).toEqual({ outcome: 'active' });
};
const post = (command: TestCommand, currency: string) =>
  deps.ledger.post(commandOf(command, `${lineId}|${currency}`));
const bill = (invoiceNumber: string, totalMinor: number, orderId: string, currency: string) =>
  post(
    {
      kind: 'issue-invoice',
      customerId,
      invoiceNumber,
      issuedOn: '2026-03-02',
      totalMinor,
      instalments: [{ dueOn: '2026-04-01', amountMinor: totalMinor }],
      orderId,
    },
    currency,
  );
const place = (orderId: string, amountMinor: number, currency: string) =>
  desk.place(
    { customerId, legalEntity: 'main' },
    { orderId, revision: 1, amountMinor, currency },
    cause,
  );

describe('a line that begins again in another currency', () => {
  /** Each order is billed in full, so that the closed line holds nothing. */
  const begunAgain = async (orders: readonly (readonly [string, number, string])[]) => {
    await grant(`CA-${customerId}`, 'CLP', 100_000_000);
    for (const [orderId, amountMinor, currency] of orders) {
      expect(await place(orderId, amountMinor, currency)).toMatchObject({ answer: 'approved' });
      await bill(`I-${orderId}`, amountMinor, orderId, currency);
    }
    await desk.watch(lineId, cause, undefined, ['CLP']);
    await desk.decideOn(lineId, cause, (line) => decideClose(line, { because: 'person' }));
    await grant(`CA-${customerId}-2`, 'EUR', 100_000);
  };
  const cancel = async (orderId: string, currency: string) => {
    const invoiceNumber = `I-${orderId}`;
    const given = { cancelledOn: '2026-03-02', reason: 'wrong address' } as const;
    await post({ kind: 'cancel-invoice', invoiceNumber, ...given }, currency);
  };

  it('takes back invoices of orders that were counted in the one before', async () => {
    await begunAgain([
      ['o-usd', 20_000, 'USD'],
      ['o-clp', 30_000_000, 'CLP'],
    ]);
    await cancel('o-usd', 'USD');
    await cancel('o-clp', 'CLP');
    await desk.watch(lineId, cause, undefined, ['CLP']);
    // Neither was asked for on this line yet, and nothing of pesos counts as euros.
    expect(await deps.lines.load(lineId)).toMatchObject({ line: { reservedMinor: 0, holds: [] } });
    expect(await place('o-new', 10_000, 'EUR')).toMatchObject({ answer: 'approved' });
  });

  it('decides orders that are to be billed again, each by its own currency', async () => {
    await begunAgain([['o-usd', 20_000, 'USD']]);
    expect(await place('o-usd', 20_000, 'USD')).toMatchObject({ answer: 'approved' });
    expect(await deps.lines.load(lineId)).toMatchObject({ line: { reservedMinor: 0 } });
    await cancel('o-usd', 'USD');
    expect(await place('o-usd', 20_000, 'USD')).toMatchObject({
      answer: 'approved',
      reservedMinor: 10_000,
    });
    await bill('I-again', 5_000, 'o-usd', 'USD');
    await desk.watch(lineId, cause, undefined);
    expect(await deps.lines.load(lineId)).toMatchObject({ line: { reservedMinor: 7_500 } });
  });
});

it('a line knows the currencies that it has heard of, also when it is granted anew', async () => {
  expect(await desk.currencies(lineId)).toEqual([]);
  await grant(`CA-${customerId}`, 'USD', 100_000);
  expect(await desk.currencies(lineId)).toEqual([]);
  await bill('I-1', 1_000, 'o-1', 'CLP');
  await desk.watch(lineId, cause, undefined, ['CLP']);
  await desk.decideOn(lineId, cause, (line) => decideClose(line, { because: 'person' }));
  await grant(`CA-${customerId}-2`, 'USD', 100_000);
  expect(await desk.currencies(lineId)).toEqual(['CLP']);
});
