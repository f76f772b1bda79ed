import { describe, expect, it } from 'vitest';
import { nodeSigning } from '../../../shared/adapters/node/signing.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import type { BusEntry } from '../../../shared/ports/bus.ts';
import { createHandler, maxBodyBytes, maxEvents } from './handler.ts';

const meta = { eventId: 'e-1', occurredAt: '2026-01-05T06:00:00Z' };
const cancelled = {
  type: 'InvoiceCancelled',
  source: 'erp',
  meta,
  data: {
    invoiceNumber: 'A-1',
    customerId: 'acme',
    currency: 'USD',
    cancelledOn: '2026-01-05',
    reason: 'billed twice',
  },
};

const door = (failed: [number, string][] = [], valid = ['current-key', 'previous-key']) => {
  const put: BusEntry[] = [];
  const lines: unknown[] = [];
  const handle = createHandler({
    keys: { valid: async () => valid },
    signing: nodeSigning,
    bus: {
      put: async (entries) => {
        put.push(...entries);
        return new Map(failed);
      },
    },
  });
  const post = (
    body: unknown,
    headers: Record<string, string> = { authorization: 'Bearer current-key' },
  ) =>
    handle(
      {
        method: 'POST',
        path: '/v1/events',
        query: {},
        params: {},
        headers,
        rawBody:
          body instanceof Uint8Array
            ? body
            : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      },
      createLogger({}, (line) => lines.push(JSON.parse(line))),
    );
  return { post, put, lines };
};

it('logs what came in, by the ids under which it is followed', async () => {
  const { post, lines } = door([[1, 'ThrottlingException']]);
  await post({ events: [cancelled, cancelled, { type: 'nothing' }] });
  expect(lines.at(-1)).toMatchObject({
    message: 'events came in',
    accepted: 1,
    rejected: 1,
    retry: 1,
    events: [
      {
        type: 'InvoiceCancelled',
        accountId: 'acme|main|USD',
        invoiceNumber: 'A-1',
        correlationId: 'e-1',
      },
    ],
  });
});

describe('the key', () => {
  it.each(['Bearer current-key', 'Bearer previous-key', 'bearer  current-key'])(
    '%s opens',
    async (authorization) => {
      const { post } = door();
      expect((await post({ events: [cancelled] }, { authorization })).status).toBe(207);
    },
  );

  it.each([
    {},
    { authorization: 'current-key' },
    { authorization: 'Basic current-key' },
    { authorization: 'Bearer ' },
    { authorization: 'Bearer current-ke' },
    { authorization: 'Bearer current-key2' },
    { authorization: 'Bearer current-key extra' },
  ] as Record<string, string>[])('%j does not', async (headers) => {
    const { post, put } = door();
    expect(await post({ events: [cancelled] }, headers)).toEqual({
      status: 401,
      body: { error: 'unauthorized' },
      headers: { 'www-authenticate': 'Bearer' },
    });
    expect(put).toEqual([]);
  });

  it('does not exist before somebody sets one', async () => {
    const { post } = door([], []);
    expect((await post({ events: [cancelled] })).status).toBe(401);
  });
});

describe('a body', () => {
  it.each([
    ['text', 400, 'malformed'],
    ['[]', 400, 'malformed'],
    ['{"events":[]}', 400, 'malformed'],
    ['{"events":{}}', 400, 'malformed'],
    [Buffer.of(0x7b, 0xff, 0x7d), 400, 'malformed'],
    [{ events: Array.from({ length: maxEvents + 1 }, () => cancelled) }, 413, 'too-many'],
    ['x'.repeat(maxBodyBytes + 1), 413, 'too-large'],
  ])('%j is refused as a whole', async (body, status, error) => {
    const { post, put } = door();
    expect(await post(body)).toMatchObject({ status, body: { error } });
    expect(put).toEqual([]);
  });
});

describe('items', () => {
  it('go to the bus under the name of their sender', async () => {
    const { post, put } = door();
    const { source: _, ...anonymous } = cancelled;
    expect(await post({ events: [cancelled, anonymous] })).toEqual({
      status: 207,
      body: {
        results: [
          { index: 0, status: 'accepted' },
          { index: 1, status: 'accepted' },
        ],
      },
    });
    expect(put.map(({ source, detailType }) => [source, detailType])).toEqual([
      ['upstream.erp', 'InvoiceCancelled'],
      ['upstream.api', 'InvoiceCancelled'],
    ]);
    expect(JSON.parse(put[0]?.detail ?? '')).toEqual({
      meta,
      data: { ...cancelled.data, legalEntity: 'main' },
    });
  });

  it('get a result each: rejected with every problem, to be sent again, or accepted', async () => {
    const { post, put } = door([[1, 'ThrottlingException']]);
    const answer = await post({
      events: [
        { ...cancelled, data: { ...cancelled.data, currency: 'UDS', cancelledOn: 'today' } },
        cancelled,
        { ...cancelled, source: 'a b' },
        cancelled,
        'nonsense',
        { ...cancelled, type: 'InvoicePosted' },
      ],
    });
    expect(put).toHaveLength(2);
    expect(answer).toMatchObject({
      status: 207,
      body: {
        results: [
          {
            index: 0,
            status: 'rejected',
            errors: [{ field: 'data.cancelledOn', value: '"today"' }],
          },
          { index: 1, status: 'accepted' },
          { index: 2, status: 'rejected', errors: [{ field: 'source', value: '"a b"' }] },
          { index: 3, status: 'retry' },
          { index: 4, status: 'rejected', errors: [{ field: '', value: '"nonsense"' }] },
          { index: 5, status: 'rejected', errors: [{ field: 'type', value: '"InvoicePosted"' }] },
        ],
      },
    });
  });

  it('keep to what a message behind the bus can carry, whatever their sender adds', async () => {
    const { post, put } = door();
    const padded = { ...cancelled.data, note: 'x'.repeat(500_000) };
    const paid = {
      type: 'PaymentReported',
      meta,
      data: {
        paymentId: 'p',
        amountMinor: 1,
        currency: 'USD',
        receivedOn: '2026-01-06',
        invoiceNumbers: Array.from({ length: 1000 }, (_, index) => `${'é'.repeat(100)}${index}`),
      },
    };
    const answer = await post({ events: [{ ...cancelled, data: padded }, paid] });
    expect(answer).toMatchObject({
      body: {
        results: [
          { status: 'accepted' },
          { status: 'rejected', errors: [{ field: 'data.invoiceNumbers' }] },
        ],
      },
    });
    expect(put.map(({ detail }) => detail.length < 1000)).toEqual([true]);
  });

  it('name the first mistakes only when there are thousands', async () => {
    const { post } = door();
    const paid = { type: 'PaymentReported', meta, data: { invoiceNumbers: Array(1000).fill('') } };
    const { body } = await post({ events: Array.from({ length: 100 }, () => paid) });
    expect(JSON.stringify(body).length).toBeLessThan(500_000);
  });
});
