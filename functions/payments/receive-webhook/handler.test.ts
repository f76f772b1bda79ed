import { describe, expect, it } from 'vitest';
import { nodeSigning } from '../../../shared/adapters/node/signing.ts';
import { instant } from '../../../shared/domain/calendar.ts';
import { paymentMessage } from '../../../shared/domain/payments/message.ts';
import { bytesOf } from '../../../shared/domain/payments/signature.ts';
import { checkStandardSignature } from '../../../shared/domain/payments/standard-signature.ts';
import { checkStripeSignature } from '../../../shared/domain/payments/stripe-signature.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import type { Outgoing } from '../../../shared/ports/queues.ts';
import { createHandler, maxBodyBytes } from './handler.ts';

const now = instant('2026-03-03T12:00:00.000Z');
const seconds = String(Date.parse(now) / 1000);
const secret = 'whsec_dGhlLWN1cnJlbnQtc2VjcmV0';

const stripeSigned = (body: string | Uint8Array) => {
  const rawBody = typeof body === 'string' ? bytesOf(body) : body;
  const message = Buffer.concat([Buffer.from(`${seconds}.`), rawBody]);
  const v1 = Buffer.from(nodeSigning.hmacSha256(bytesOf(secret), message)).toString('hex');
  return { rawBody, headers: { 'stripe-signature': `t=${seconds},v1=${v1}` } };
};

const door = () => {
  const sent: Outgoing[] = [];
  const lines: string[] = [];
  const secrets = { valid: async () => [secret] };
  const handle = createHandler({
    providers: {
      stripe: { check: checkStripeSignature, secrets },
      'standard-webhooks': { check: checkStandardSignature, secrets },
    },
    signing: nodeSigning,
    queue: {
      send: async (message) => {
        sent.push(message);
      },
      sendAll: async () => new Map(),
    },
    clock: { now: () => now },
  });
  const post = (
    provider: string,
    signed: { rawBody: Uint8Array; headers: Record<string, string> },
  ) =>
    handle(
      {
        method: 'POST',
        path: `/v1/webhooks/${provider}`,
        query: {},
        params: { provider },
        ...signed,
      },
      createLogger({}, (line) => lines.push(line)),
    );
  return { post, sent, lines };
};

describe('a genuine webhook', () => {
  it('is queued as it was signed and acknowledged', async () => {
    const { post, sent } = door();
    const body = '{"id":"evt_1",  "note":"ñ \\u0000 \\"quoted\\""}';
    const signed = stripeSigned(body);
    const answer = await post('stripe', {
      ...signed,
      headers: { ...signed.headers, 'user-agent': 'Stripe/1.0', authorization: 'Bearer x' },
    });
    expect(answer).toEqual({ status: 200, body: { received: true } });
    expect(sent.map(({ body: text }) => paymentMessage.parse(JSON.parse(text)))).toEqual([
      {
        door: 'webhook',
        provider: 'stripe',
        receivedAt: now,
        headers: { 'user-agent': 'Stripe/1.0' },
        body,
      },
    ]);
  });

  it('of Standard Webhooks keeps the id of its delivery', async () => {
    const { post, sent } = door();
    const key = Buffer.from(secret.slice(6), 'base64');
    const message = bytesOf(`msg_1.${seconds}.{}`);
    const v1 = Buffer.from(nodeSigning.hmacSha256(key, message)).toString('base64');
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': seconds,
      'webhook-signature': `v1,${v1}`,
    };
    expect((await post('standard-webhooks', { rawBody: bytesOf('{}'), headers })).status).toBe(200);
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
      provider: 'standard-webhooks',
      headers: { 'webhook-id': 'msg_1', 'webhook-timestamp': seconds },
    });
  });

  it('of the largest size still fits a queue message', async () => {
    const { post, sent } = door();
    const body = '"'.repeat(maxBodyBytes);
    expect((await post('stripe', stripeSigned(body))).status).toBe(200);
    expect(Buffer.byteLength(sent[0]?.body ?? '')).toBeLessThan(256 * 1024);
  });
});

describe('what the door refuses', () => {
  it.each([
    ['an unknown provider', 'paypal', stripeSigned('{}'), 404, 'unknown-provider'],
    ['no signature', 'stripe', { rawBody: bytesOf('{}'), headers: {} }, 400, 'signature-missing'],
    [
      'another body than was signed',
      'stripe',
      { ...stripeSigned('{}'), rawBody: bytesOf('{ }') },
      400,
      'signature-mismatch',
    ],
    [
      'a body too large',
      'stripe',
      stripeSigned('x'.repeat(maxBodyBytes + 1)),
      413,
      'body-too-large',
    ],
    [
      'bytes that are no text',
      'stripe',
      stripeSigned(Uint8Array.of(0x7b, 0xff, 0x7d)),
      400,
      'body-not-utf8',
    ],
  ])('%s', async (_, provider, signed, status, error) => {
    const { post, sent, lines } = door();
    const { rawBody, headers } = signed;
    expect(await post(provider, { rawBody, headers })).toEqual({
      status,
      body: { error },
    });
    expect(sent).toEqual([]);
    expect(lines.join('')).not.toContain(secret);
  });
});

it('leaves it to the provider to come again when the queue is down', async () => {
  const secrets = { valid: async () => [secret] };
  const handle = createHandler({
    providers: {
      stripe: { check: checkStripeSignature, secrets },
      'standard-webhooks': { check: checkStandardSignature, secrets },
    },
    signing: nodeSigning,
    queue: { send: () => Promise.reject(new Error('down')), sendAll: async () => new Map() },
    clock: { now: () => now },
  });
  const request = { method: 'POST', path: '/', query: {}, params: { provider: 'stripe' } };
  await expect(
    handle(
      { ...request, ...stripeSigned('{}') },
      createLogger({}, () => undefined),
    ),
  ).rejects.toThrow('down');
});
