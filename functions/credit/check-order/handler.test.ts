import { describe, expect, it } from 'vitest';
import { nodeSigning } from '../../../shared/adapters/node/signing.ts';
import type { OrderAnswer } from '../../../shared/services/credit/line-desk.ts';
import { LineContended } from '../../../shared/services/credit/line-races.ts';
import { silent } from '../../../test/support/case-desk.ts';
import { day } from '../../../test/support/credit-line.ts';
import { createHandler, maxBodyBytes } from './handler.ts';

const order = { orderId: 'SO-1', customerId: 'acme', amountMinor: 5_000, currency: 'USD' };
const figures = {
  currency: 'USD',
  limitMinor: 10_000,
  exposureMinor: 5_000,
  openMinor: 0,
  reservedMinor: 5_000,
  unappliedMinor: 0,
  availableMinor: 5_000,
};
const approved: OrderAnswer = {
  answer: 'approved',
  because: [],
  figures,
  reservedMinor: 5_000,
  expiresOn: day('2026-04-01'),
};

const door = (answer: OrderAnswer | Error = approved) => {
  const asked: unknown[] = [];
  const handle = createHandler({
    desk: {
      place: async (...given) => {
        asked.push(given);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    keys: { valid: async () => ['key'] },
    signing: nodeSigning,
  });
  const post = (body: unknown, authorization = 'Bearer key') =>
    handle(
      {
        method: 'POST',
        path: '/v1/credit/order-checks',
        query: {},
        params: {},
        headers: { authorization },
        rawBody: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      },
      silent(),
    );
  return { asked, post };
};

describe('POST /v1/credit/order-checks', () => {
  it('answers an order with the figures, and what it reserves', async () => {
    const { asked, post } = door();
    expect(await post(order)).toEqual({
      status: 200,
      body: {
        answer: 'approved',
        orderId: 'SO-1',
        revision: 1,
        because: [],
        figures,
        reservedMinor: 5_000,
        expiresOn: '2026-04-01',
      },
    });
    expect(asked).toEqual([
      [
        { customerId: 'acme', legalEntity: 'main' },
        { orderId: 'SO-1', amountMinor: 5_000, currency: 'USD', revision: 1 },
        { causationId: 'order-check:SO-1:1', correlationId: 'order-check:SO-1:1' },
      ],
    ]);
  });

  it('says why an order is held, and what is wrong with a question that cannot be answered', async () => {
    const because = [{ rule: 'over-limit', message: 'too much' }];
    expect(await door({ answer: 'held', because, figures }).post(order)).toMatchObject({
      status: 200,
      body: { answer: 'held', because, figures },
    });
    const stale = [{ rule: 'revision-stale', message: 'revision 2 is known' }];
    expect(await door({ answer: 'refused', because: stale }).post(order)).toEqual({
      status: 409,
      body: { error: 'refused', rule: 'revision-stale', message: 'revision 2 is known' },
    });
  });

  it('lets nobody in without a key, and asks nothing', async () => {
    const { asked, post } = door();
    expect(await post(order, 'Bearer guess')).toMatchObject({ status: 401 });
    expect(await post(order, '')).toMatchObject({ status: 401 });
    expect(asked).toEqual([]);
  });

  it.each([
    ['no JSON', 'nonsense', 400],
    ['a field that does not fit', { ...order, amountMinor: 0 }, 400],
    ['a currency that is none', { ...order, currency: 'UDS' }, 400],
    ['a body that is too large', { ...order, padding: 'x'.repeat(maxBodyBytes) }, 413],
  ])('refuses %s', async (_, body, status) => {
    const { asked, post } = door();
    expect(await post(body)).toMatchObject({ status });
    expect(asked).toEqual([]);
  });

  it('asks a caller to come again when others keep the line busy, and throws what is a fault', async () => {
    expect(await door(new LineContended('busy')).post(order)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
    });
    await expect(door(new TypeError('broken')).post(order)).rejects.toThrow('broken');
  });
});
