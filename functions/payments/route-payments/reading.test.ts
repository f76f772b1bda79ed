import { expect, it } from 'vitest';
import { understand } from './reading.ts';

const webhook = (provider: string, body: string): string =>
  JSON.stringify({
    door: 'webhook',
    provider,
    receivedAt: '2026-03-03T12:00:02.000Z',
    headers: { 'webhook-id': 'msg_1' },
    body,
  });

const stripe = (over: object, object: object = {}): string =>
  webhook(
    'stripe',
    JSON.stringify({
      id: 'evt_1',
      type: 'payment_intent.succeeded',
      created: 1_772_539_200,
      data: { object: { id: 'pi_1', amount: 5, currency: 'usd', ...object } },
      ...over,
    }),
  );

const standard = (over: object): string =>
  webhook(
    'standard-webhooks',
    JSON.stringify({
      type: 'payment.succeeded',
      data: {
        paymentId: 'p1',
        amountMinor: 5,
        currency: 'USD',
        occurredAt: '2026-03-03T07:00:00Z',
        ...over,
      },
    }),
  );

it.each([
  ['brackets without end', webhook('stripe', '['.repeat(100_000))],
  [
    'objects in objects',
    webhook('standard-webhooks', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
  ],
  ['a message that is brackets itself', '['.repeat(100_000)],
  ['a moment beyond the calendar', stripe({ created: 9e15 })],
  ['a moment after the last year', stripe({ created: 253_402_300_799 })],
  ['an amount beyond all documents', stripe({}, { amount: Number.MAX_SAFE_INTEGER })],
  ['an amount of a payload beyond all documents', standard({ amountMinor: 1e14 })],
  ['the last moment of all, west of it', standard({ occurredAt: '9999-12-31T23:59:59-12:00' })],
  ['an id with a control character', standard({ paymentId: 'p\u0000' })],
])('takes %s for malformed, never for poison', (_, text) => {
  const understood = understand(text);
  expect(understood.outcome).toBe('malformed');
});

it('reads what nests as providers do', () => {
  expect(understand(stripe({})).outcome).toBe('fact');
  expect(understand(standard({})).outcome).toBe('fact');
});
