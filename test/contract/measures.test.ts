import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMeasureStore } from '../../shared/adapters/dynamodb/measures.ts';
import { businessDate } from '../../shared/domain/calendar.ts';
import { emptyMeasure } from '../../shared/domain/insight/measure.ts';
import type { MeasureStore } from '../../shared/ports/measures.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';

let dynamo: TestDynamo;
let store: MeasureStore;
beforeAll(async () => {
  dynamo = await startDynamo();
  store = createMeasureStore({ client: dynamo.client, tableName: await dynamo.table('Alerts') });
});
afterAll(() => dynamo.stop());

const keep = (on: string, issuedMinor: number, currency = 'USD') =>
  store.keep(businessDate(on), { ...emptyMeasure(currency), issuedMinor });
const oldest = (from: string, before: string, currency = 'USD') =>
  store.oldestFrom(currency, businessDate(from), businessDate(before));

it('finds the oldest measure of a currency within a period', async () => {
  await keep('2026-03-01', 100);
  await keep('2026-04-01', 200);
  await keep('2026-04-02', 300);
  await keep('2026-03-15', 999, 'EUR');
  expect(await oldest('2026-03-02', '2026-04-02')).toEqual({ on: '2026-04-01', issuedMinor: 200 });
  expect(await oldest('2026-03-01', '2026-04-02')).toEqual({ on: '2026-03-01', issuedMinor: 100 });
  expect(await oldest('2026-04-02', '2026-04-02')).toBeUndefined();
  expect(await oldest('2026-01-01', '2026-02-01')).toBeUndefined();
  expect(await oldest('2026-03-02', '2026-04-02', 'CLP')).toBeUndefined();
});

it('keeps one measure a day, the last', async () => {
  await keep('2026-05-01', 1);
  await keep('2026-05-01', 2);
  expect(await oldest('2026-05-01', '2026-05-02')).toEqual({ on: '2026-05-01', issuedMinor: 2 });
});
