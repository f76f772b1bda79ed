import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { bookOf } from '../csv/book.ts';
import { readCsv } from '../csv/read.ts';
import { apiInput } from '../inputs/upstream.ts';
import { type Book, inOrder } from '../model.ts';
import { DoorRefused, drive, endOf, startOf } from './drive.ts';
import type { BookRuntime, HttpAnswer } from './runtime-port.ts';
import { secretsOf } from './secrets.ts';

type Handed = { readonly at: number; readonly what: string; readonly signature?: string };

/** A runtime that keeps time and remembers what it was handed, and nothing else. */
const createListener = (start: number, answer: HttpAnswer) => {
  const scripts: { at: number; script: () => Promise<void> }[] = [];
  const handed: Handed[] = [];
  let now = start;
  const runtime: BookRuntime = {
    now: () => now,
    at: (at, _, script) => {
      scripts.push({ at, script });
    },
    putEvents: async (entries) => {
      handed.push({ at: now, what: entries.map(({ detailType }) => detailType).join('+') });
    },
    http: async ({ path, headers, body }) => {
      const signature = headers['stripe-signature'] ?? headers['authorization'] ?? '';
      handed.push({ at: now, what: `${path} ${body.length}`, signature });
      return answer;
    },
    runUntil: async (until, onProgress) => {
      for (const { at, script } of scripts.toSorted((a, b) => a.at - b.at)) {
        if (at > until) continue;
        now = at;
        await script();
        onProgress(now);
      }
      now = until;
    },
    outbox: () => [],
    busEvents: () => [],
    meter: () => {
      throw new Error('not read here');
    },
    scan: async () => [],
    close: async () => undefined,
  };
  return { runtime, handed };
};

const book = bookOf(
  'book.csv',
  readCsv(
    'book.csv',
    [
      'invoice,customer,issued,due,amount,currency,settled',
      'A1,C1,2026-01-05,2026-02-04,10.00,USD,2026-01-20',
      'A2,C1,2026-01-05,2026-02-04,20.00,USD,',
    ].join('\n'),
  ),
);
const secrets = secretsOf(1);

it('hands everything in at its moment, neighbours on the bus together, and signs at delivery', async () => {
  const { runtime, handed } = createListener(startOf(book), { status: 200, body: '' });
  const shares: number[] = [];
  await drive(runtime, book, secrets, (share) => shares.push(share));
  expect(
    handed.map(({ at, what }) => `${new Date(at).toISOString()} ${what.split(' ')[0]}`),
  ).toEqual([
    '2026-01-05T05:00:00.000Z CustomerUpserted',
    '2026-01-05T06:00:00.000Z InvoiceIssued+InvoiceIssued',
    '2026-01-20T07:00:00.000Z /v1/webhooks/stripe',
  ]);
  const payment = book.inputs.find(({ door }) => door === 'webhook');
  const body = payment?.door === 'webhook' ? JSON.stringify(payment.payload) : '';
  const digest = createHmac('sha256', secrets.stripe).update(`1768892400.${body}`).digest('hex');
  expect(handed[2]?.signature).toBe(`t=1768892400,v1=${digest}`);
  expect(shares.at(-1)).toBe(1);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(runtime.now()).toBe(Date.parse('2026-02-04T23:59:59.999Z'));
});

it('stops when a door answers otherwise than in production', async () => {
  const { runtime } = createListener(startOf(book), { status: 500, body: 'internal' });
  await expect(drive(runtime, book, secrets, () => undefined)).rejects.toThrow(
    new DoorRefused('stripe:payment_intent.succeeded:A1 was answered with 500, expected 200'),
  );
});

it('expects a forged signature to be turned away, and knocks at the events door with its key', async () => {
  const forged: Book = {
    ...book,
    inputs: inOrder(
      book.inputs.map((input) =>
        input.door === 'webhook' ? { ...input, signedBy: 'forger' as const } : input,
      ),
    ),
  };
  const turnedAway = createListener(startOf(book), { status: 400, body: '' });
  await drive(turnedAway.runtime, forged, secrets, () => undefined);
  expect(turnedAway.handed).toHaveLength(3);

  const call = apiInput('UTC', 'erp', 'call', [
    {
      type: 'InvoiceCancelled',
      key: 'c1',
      day: book.from,
      time: '08:00',
      data: {
        invoiceNumber: 'A1',
        customerId: 'C1',
        legalEntity: 'main',
        currency: 'USD',
        cancelledOn: book.from,
        reason: 'mistake',
      },
    },
  ]);
  const taken = JSON.stringify({ results: [{ index: 0, status: 'accepted' }] });
  const api = createListener(startOf(book), { status: 207, body: taken });
  await drive(api.runtime, { ...book, inputs: [call] }, secrets, () => undefined);
  expect(api.handed.map(({ what, signature }) => [what.split(' ')[0], signature])).toEqual([
    ['/v1/events', `Bearer ${secrets.eventsApi}`],
  ]);

  const later = JSON.stringify({ results: [{ index: 0, status: 'retry' }] });
  const busy = createListener(startOf(book), { status: 207, body: later });
  await expect(
    drive(busy.runtime, { ...book, inputs: [call] }, secrets, () => undefined),
  ).rejects.toThrow(DoorRefused);
});

it('draws secrets from the seed, each its own', () => {
  expect(secretsOf(1)).toEqual(secrets);
  expect(secretsOf(2)).not.toEqual(secrets);
  expect(new Set(Object.values(secrets)).size).toBe(4);
});

it('covers whole days in the zone of the book', () => {
  const bogota: Book = { ...book, zone: 'America/Bogota' };
  expect(new Date(startOf(bogota)).toISOString()).toBe('2026-01-05T05:00:00.000Z');
  expect(new Date(endOf(bogota)).toISOString()).toBe('2026-02-05T04:59:59.999Z');
});
