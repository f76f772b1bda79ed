import { describe, expect, it } from 'vitest';
import { paymentMessage } from './message.ts';

const webhook = {
  door: 'webhook',
  provider: 'stripe',
  receivedAt: '2026-03-03T12:00:00.000Z',
  headers: { 'webhook-id': 'msg_1' },
  body: '{}',
};
const reported = {
  door: 'bus',
  source: 'upstream.bank',
  meta: { eventId: 'e-1', occurredAt: '2026-03-03T12:00:00Z' },
  data: {
    paymentId: 'b1',
    kind: 'succeeded',
    customerId: 'acme',
    legalEntity: 'main',
    invoiceNumbers: [],
    amountMinor: 5,
    currency: 'USD',
    receivedOn: '2026-03-03',
  },
};

describe('the queue of payments', () => {
  it.each([webhook, { ...webhook, provider: 'standard-webhooks' }, reported])(
    'carries %j whole',
    (message) => {
      expect(paymentMessage.parse(message)).toEqual(message);
    },
  );

  it.each([
    [{ ...webhook, provider: 'paypal' }],
    [{ ...webhook, receivedAt: 'noon' }],
    [{ ...webhook, body: { id: 'evt_1' } }],
    [{ ...webhook, headers: undefined }],
    [{ ...reported, source: undefined }],
    [{ ...reported, meta: {} }],
    [{ ...reported, data: { ...reported.data, amountMinor: -5 } }],
    [{ ...webhook, door: 'window' }],
    [{ ...reported, door: 'webhook' }],
  ])('carries no %j', (message) => {
    expect(paymentMessage.safeParse(message).success).toBe(false);
  });
});
