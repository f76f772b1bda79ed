import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHandler } from '../../functions/insight/raise-alerts/handler.ts';
import { createAlertReader, createAlertStore } from '../../shared/adapters/dynamodb/alerts.ts';
import { createJournal, type Journal } from '../../shared/adapters/dynamodb/journal.ts';
import type { Notice } from '../../shared/domain/alerts/notice.ts';
import { businessDate, type Instant, instant } from '../../shared/domain/calendar.ts';
import { createLogger } from '../../shared/lambda/logger.ts';
import type { AlertStore } from '../../shared/ports/alerts.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';

let dynamo: TestDynamo;
let journal: Journal;
let store: AlertStore;
let tableName: string;
let now: Instant = instant('2026-03-20T09:15:00.000Z');

beforeAll(async () => {
  dynamo = await startDynamo();
  tableName = await dynamo.table('Alerts');
  journal = createJournal({
    client: dynamo.client,
    tableName: await dynamo.journal('Journal'),
    clock: { now: () => now },
  });
  store = createAlertStore({ client: dynamo.client, tableName, journal });
});
afterAll(() => dynamo.stop());

const read = async (streamId: string): Promise<JournalItem[]> => {
  const items: JournalItem[] = [];
  for await (const item of journal.read({ streamId })) items.push(item);
  return items;
};

const example = (name: string, eventId: string, over: object): string => {
  const path = join(import.meta.dirname, '../../events/examples', `${name}.json`);
  const { meta, data } = JSON.parse(readFileSync(path, 'utf8'));
  return JSON.stringify({
    'detail-type': name,
    detail: { meta: { ...meta, eventId }, data: { ...data, ...over } },
  });
};

const desk = (over: Partial<AlertStore> = {}) => {
  const notices: Notice[] = [];
  const handle = createHandler({
    store: { ...store, ...over },
    topics: {
      publish: async (notice) => {
        notices.push(notice);
      },
    },
    clock: { now: () => now },
  });
  const take = (body: string) =>
    handle(
      { messageId: 'm', body, group: undefined, deliveries: 1, receiptHandle: '', attributes: {} },
      createLogger({}, () => undefined),
    );
  return { take, notices };
};

it('counts each event of an episode once, by the day on which it was dealt with', async () => {
  const { take, notices } = desk();
  const paymentId = 'stripe:pi_counted';
  const contested = example('PaymentContested', 'e-1', { paymentId });
  const reversed = example('PaymentReversed', 'e-2', { paymentId });
  for (const body of [contested, contested, reversed, reversed]) await take(body);
  now = instant('2026-03-21T00:00:00.000Z');
  await take(example('PaymentReversed', 'e-3', { paymentId }));
  now = instant('2026-03-20T09:15:00.000Z');
  expect(notices).toHaveLength(1);
  const reader = createAlertReader({ client: dynamo.client, tableName });
  const line = { kind: 'payment-returned', severity: 'warning', episode: paymentId };
  expect(await reader.digest(businessDate('2026-03-20'))).toMatchObject([
    { ...line, occurrences: 2 },
  ]);
  expect(await reader.digest(businessDate('2026-03-21'))).toMatchObject([
    { ...line, occurrences: 1 },
  ]);
  const stream = `alert#payment-returned#acme|main|USD#${paymentId}`;
  expect(await read(stream)).toMatchObject([
    { type: 'AlertRaised', version: 1, causationId: 'e-1', data: { episode: paymentId } },
  ]);
});

it('publishes after a crash between its commit and its notice, and once only', async () => {
  const body = example('InputRejected', 'e-9', { inputId: 'crashed' });
  const crashing = desk({ markPublished: () => Promise.reject(new Error('crashed')) });
  await expect(crashing.take(body)).rejects.toThrow('crashed');
  const { take, notices } = desk();
  await take(body);
  await take(body);
  expect(notices).toHaveLength(1);
});

it('has one winner when several events open an episode at once', async () => {
  const { take, notices } = desk();
  const bodies = Array.from({ length: 5 }, (_, index) =>
    example('PaymentUnmatched', `race-${index}`, { paymentId: 'stripe:pi_raced' }),
  );
  const settled = await Promise.allSettled(bodies.map(take));
  for (const [index, { status }] of settled.entries()) {
    if (status === 'rejected') await take(bodies[index] ?? '');
  }
  expect(notices).toHaveLength(1);
  const lines = await store.digest(businessDate('2026-03-20'));
  expect(lines.find(({ episode }) => episode === 'stripe:pi_raced')?.occurrences).toBe(5);
});
