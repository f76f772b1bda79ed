import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../shared/domain/alerts/notice.ts';
import { instant } from '../../../shared/domain/calendar.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import type { Episode } from '../../../shared/ports/alerts.ts';
import type { Position } from '../../../shared/ports/ledger.ts';
import { createHandler } from './handler.ts';

const recordedAt = '2026-03-20T09:15:00.000Z';
const paymentId = 'stripe:pi_1';

const body = (over: object = {}, name = 'PaymentUnmatched') => {
  const path = join(import.meta.dirname, '../../../events/examples', `${name}.json`);
  const { meta, data } = JSON.parse(readFileSync(path, 'utf8'));
  const detail = { meta: { ...meta, recordedAt }, data: { ...data, ...over } };
  return JSON.stringify({ 'detail-type': name, detail });
};
const waiting = body({ paymentId, waits: true });

/** A room in which payments are booked as told: on an account with invoices, or without any. */
const room = (hours: number, now: string) => {
  const notices: Notice[] = [];
  const hidden: [string, number][] = [];
  const episodes = new Map<string, Episode>();
  const booked = new Map<string, { issuedMinor: number }>();
  const handle = createHandler({
    store: {
      find: async ({ episode }) => episodes.get(episode),
      raise: async ({ alert, eventId, at }) => {
        episodes.set(alert.episode, { raisedBy: eventId, raisedAt: at, published: false });
        return true;
      },
      repeat: async () => undefined,
      markPublished: async () => undefined,
      digest: async () => [],
    },
    topics: { publish: async (notice) => void notices.push(notice) },
    clock: { now: () => instant(now) },
    ledger: {
      accountOfPayment: async (id) => (booked.has(id) ? 'acme|main|USD' : undefined),
      position: async () => ({ totals: booked.get(paymentId) }) as unknown as Position,
    },
    queue: { hide: async (handle_, seconds) => void hidden.push([handle_, seconds]) },
    settings: { holdUnmatchedHours: hours },
  });
  const take = (...bodies: string[]) =>
    handle(
      bodies.map((text, index) => ({
        messageId: `m${index}`,
        body: text,
        group: undefined,
        deliveries: 1,
        receiptHandle: `r${index}`,
        attributes: {},
      })),
      createLogger({}, () => undefined),
    );
  return { take, notices, hidden, booked };
};

describe('a payment that waits for what it names', () => {
  it('is told of when its time is over, and not before', async () => {
    const early = room(4, '2026-03-20T09:16:00.500Z');
    expect(await early.take(waiting)).toEqual(['m0']);
    expect(early.hidden).toEqual([['r0', 4 * 3600 - 60]]);
    expect(early.notices).toEqual([]);
    const late = room(4, '2026-03-20T13:15:00.000Z');
    expect(await late.take(waiting)).toEqual([]);
    expect(late.notices.map(({ subject }) => subject)).toEqual(['[warning] payment-unmatched -']);
  });

  it('is hidden again when it waits for longer than SQS hides a message', async () => {
    const { take, hidden } = room(24, recordedAt);
    await take(waiting);
    expect(hidden).toEqual([['r0', 11 * 3600]]);
  });

  it.each([recordedAt, '2026-03-20T13:15:00.000Z'])(
    'is not told of when it was matched, at %s',
    async (now) => {
      const { take, notices, hidden, booked } = room(4, now);
      booked.set(paymentId, { issuedMinor: 100 });
      expect(await take(waiting)).toEqual([]);
      expect([notices, hidden]).toEqual([[], []]);
    },
  );

  it('is told of when it is the cash of an account that was never sent an invoice', async () => {
    const { take, notices, booked } = room(4, '2026-03-20T13:15:00.000Z');
    booked.set(paymentId, { issuedMinor: 0 });
    await take(waiting);
    expect(notices).toHaveLength(1);
  });

  it('is told of at once where nothing is held back', async () => {
    const { take, notices } = room(0, recordedAt);
    expect(await take(waiting)).toEqual([]);
    expect(notices).toHaveLength(1);
  });
});

it('tells at once of what only a person can place, and keeps the rest of a batch', async () => {
  const { take, notices, hidden } = room(4, recordedAt);
  expect(await take('{', waiting, body({ paymentId: 'stripe:pi_2' }))).toEqual(['m0', 'm1']);
  expect(notices).toHaveLength(1);
  expect(hidden).toHaveLength(1);
});
