import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { signedHeaders } from '../../local/dev/signing.ts';
import { rejectedInputs } from '../support/story/rejected.ts';
import { type Story, story } from '../support/story/story.ts';
import { customer, invoice, stripe, upstream } from '../support/story/tellings.ts';

const vector = z
  .object({ events: z.array(z.object({ type: z.string(), body: z.string() })).length(4) })
  .parse(
    JSON.parse(
      readFileSync(
        join(import.meta.dirname, '../vectors/stripe-one-payment-four-events.json'),
        'utf8',
      ),
    ),
  );

/** Hands a body in as the provider would, signed with this secret, and answers what came back. */
const deliver = async ({ runtime, secrets }: Story, body: string, secret = secrets.stripe) => {
  const { status, body: answer } = await runtime.http({
    method: 'POST',
    path: '/v1/webhooks/stripe',
    headers: signedHeaders('stripe', Buffer.from(body), secret, runtime.now()),
    body,
  });
  return { status, answer: JSON.parse(answer) as unknown };
};

it('books a payment that is told four times, in any order and repeated, once', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const issued = invoice('INV-2026-0042', { dueOn: '2026-04-01', totalMinor: 125_000 });
    s.tell('2026-03-02', '05:00', customer('acme'));
    s.tell('2026-03-02', '06:00', issued);
    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-2026-0042 1250.00 USD due 2026-04-01',
    ]);
    const answers: unknown[] = [];
    s.runtime.at(Date.parse('2026-03-03T12:00:05.000Z'), 'the four events, twice', async () => {
      for (const { body } of [...vector.events.toReversed(), ...vector.events]) {
        answers.push(await deliver(s, body));
      }
    });
    const paymentId = 'stripe:pi_3TnWq2Cartera0001';
    await s.on('2026-03-03', [
      `acme PaymentReceived ${paymentId} 1250.00 USD`,
      `acme CashAllocated ${paymentId} to INV-2026-0042 1250.00 USD, settles INV-2026-0042`,
    ]);
    expect(answers).toHaveLength(8);
    for (const answer of answers) {
      expect(answer).toEqual({ status: 200, answer: { received: true } });
    }
    await s.quietUntil('2026-04-10');
  }));

it('answers forged and foreign webhooks with a code, and nothing follows', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const [first] = vector.events;
    const body = first?.body ?? '';
    expect(await deliver(s, body, 'whsec_of_somebody_else')).toEqual({
      status: 400,
      answer: { error: 'signature-mismatch' },
    });
    const post = async (path: string, headers: Record<string, string>) =>
      (await s.runtime.http({ method: 'POST', path, headers, body })).status;
    expect(await post('/v1/webhooks/paypal', {})).toBe(404);
    expect(await post('/v1/webhooks/stripe', {})).toBe(400);
    const old = signedHeaders('stripe', Buffer.from(body), s.secrets.stripe, s.runtime.now());
    await s.quietUntil('2026-03-03');
    expect(await post('/v1/webhooks/stripe', old)).toBe(400);
    await s.quietUntil('2026-03-10');
  }));

it('keeps cash that comes before its invoice, and a refund that comes before its payment', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const payment = stripe('early', 100_000, ['INV-9']);
    s.tell('2026-03-02', '07:00', payment.refunded('part', 20_000));
    s.tell('2026-03-03', '07:00', payment.paid);
    s.tell('2026-03-04', '06:00', customer('acme'), invoice('INV-9', { dueOn: '2026-05-01' }));

    await s.on('2026-03-02', [
      'PaymentUnmatched early 200.00 USD',
      'AlertRaised warning payment-unmatched',
      'notice of warning: [warning] payment-unmatched -',
    ]);
    await s.on('2026-03-03', [
      'notice of info: Alerts of 2026-03-02: 1',
      'PaymentUnmatched early 1000.00 USD',
    ]);
    const lines = await s.skipThrough('2026-03-04');
    expect(lines).toEqual(
      expect.arrayContaining([
        'acme InvoicePosted INV-9 1000.00 USD due 2026-05-01',
        'acme PaymentReceived early 1000.00 USD',
        'acme PaymentRefunded early 200.00 USD',
        'notice of info: Alerts of 2026-03-03: 1',
      ]),
    );
  }));

it('parks cash that nobody can place for a person, and raises one alert', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const lost = stripe('lost', 4_200);
    s.tell('2026-03-02', '07:00', lost.paid, lost.paid);
    await s.on('2026-03-02', [
      'AlertRaised warning payment-unmatched',
      'PaymentUnmatched lost 42.00 USD',
      'notice of warning: [warning] payment-unmatched -',
    ]);
    // One for each delivery: what is parked twice is placed once, by its input id.
    const parked = rejectedInputs(s.runtime).map(({ redriveTo, reasons }) => [redriveTo, reasons]);
    const reason = 'it names neither an account nor an invoice';
    expect(parked).toEqual([1, 2].map(() => ['PaymentEvents', reason]));
    await s.on('2026-03-03', ['notice of info: Alerts of 2026-03-02: 1']);
  }));

it('rejects what upstream sends wrongly, whole and with its reasons, and tells about it once', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const wrong = upstream('InvoiceIssued', 'erp-1', {
      meta: { eventId: 'erp-1', occurredAt: '2026-03-02T06:00:00Z' },
      data: {
        invoiceNumber: 'INV-1',
        customerId: 'acme',
        currency: 'USD',
        issuedOn: '2026-03-02',
        totalMinor: 1000,
        instalments: [{ dueOn: '2026-04-01', amountMinor: 900 }],
      },
    });
    s.tell('2026-03-02', '06:00', wrong, wrong, wrong);
    await s.on('2026-03-02', [
      'AlertRaised critical input-dead-lettered',
      'InputRejected InvoiceIssued from bus: data.totalMinor: 1000; expected the sum of the instalments, 900',
      'notice of critical: [critical] input-dead-lettered -',
    ]);
    await s.on('2026-03-03', ['notice of info: Alerts of 2026-03-02: 1']);
  }));

it('follows a disputed payment: contested, taken back, given again', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const payment = stripe('pay', 100_000, ['INV-1']);
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-06-01' }));
    s.tell('2026-03-03', '07:00', payment.paid);
    s.tell('2026-03-04', '07:00', payment.contested);
    s.tell('2026-03-05', '07:00', payment.withdrawn, payment.withdrawn);
    s.tell('2026-03-20', '07:00', payment.reinstated);

    await s.skipThrough('2026-03-03');
    await s.on('2026-03-04', [
      'acme PaymentContested pay 1000.00 USD',
      'acme AlertRaised warning payment-returned',
      'notice of warning: [warning] payment-returned acme|main|USD',
    ]);
    expect(await s.skipThrough('2026-03-05')).toEqual(
      expect.arrayContaining([
        'acme CashReleased pay from INV-1 1000.00 USD, reversed',
        'acme PaymentReversed pay 1000.00 USD, chargeback',
        'notice of info: Alerts of 2026-03-04: 1',
      ]),
    );
    await s.on('2026-03-06', ['notice of info: Alerts of 2026-03-05: 1']);
    await s.on('2026-03-20', [
      'acme PaymentReinstated pay 1000.00 USD',
      'acme CashAllocated pay to INV-1 1000.00 USD, settles INV-1',
    ]);
    await s.quietUntil('2026-04-01');
  }));

const event = (type: string, data: object) => ({
  type,
  source: 'billing',
  meta: { eventId: `${type}-1`, occurredAt: '2026-03-02T06:00:00Z' },
  data,
});

it('takes events and payments of systems that speak HTTP', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const { runtime, secrets } = s;
    const report = async (events: readonly object[], key = secrets.eventsApi) => {
      const { status, body } = await runtime.http({
        method: 'POST',
        path: '/v1/events',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ events }),
      });
      return { status, ...(JSON.parse(body) as object) };
    };
    const issued = {
      invoiceNumber: 'INV-1',
      customerId: 'acme',
      currency: 'CLP',
      issuedOn: '2026-03-02',
      dueOn: '2026-06-01',
      totalMinor: 5_000,
    };
    expect(await report([event('InvoiceIssued', issued)], 'a guess')).toEqual({
      status: 401,
      error: 'unauthorized',
    });
    expect(
      await report([
        event('CustomerUpserted', { customerId: 'acme', name: 'Acme', locale: 'es', zone: 'UTC' }),
        event('InvoiceIssued', { ...issued, totalMinor: 50.5 }),
        event('InvoiceIssued', issued),
      ]),
    ).toMatchObject({
      status: 207,
      results: [
        { index: 0, status: 'accepted' },
        { index: 1, status: 'rejected', errors: [{ field: 'data.totalMinor', value: '50.5' }] },
        { index: 2, status: 'accepted' },
      ],
    });
    const body = JSON.stringify({
      type: 'payment.succeeded',
      timestamp: '2026-03-03T07:00:00Z',
      data: {
        paymentId: 'P-1',
        invoiceNumbers: ['INV-1'],
        amountMinor: 5_000,
        currency: 'CLP',
        occurredAt: '2026-03-03T06:59:58.120Z',
      },
    });
    runtime.at(Date.parse('2026-03-03T07:00:00.000Z'), 'a provider', async () => {
      const provider = 'standard-webhooks';
      const secret = secrets.standardWebhooks;
      for (const copy of [1, 2]) {
        const { status } = await runtime.http({
          method: 'POST',
          path: `/v1/webhooks/${provider}`,
          headers: signedHeaders(provider, Buffer.from(body), secret, runtime.now() - copy * 1000),
          body,
        });
        expect(status).toBe(200);
      }
    });
    expect((await s.skipThrough('2026-03-02')).toSorted()).toEqual([
      'acme InvoicePosted INV-1 5000 CLP due 2026-06-01',
      'acme PartyRegistered no channel',
    ]);
    await s.on('2026-03-03', [
      'acme PaymentReceived standard-webhooks:P-1 5000 CLP',
      'acme CashAllocated standard-webhooks:P-1 to INV-1 5000 CLP, settles INV-1',
    ]);
    await s.quietUntil('2026-03-20');
  }));

it('tells of a second payer who cannot pay, and counts repeats in the digest only', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const first = stripe('one', 100_000, ['INV-1']);
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-06-01' }));
    s.tell('2026-03-03', '07:00', first.failed);
    s.tell('2026-03-03', '08:00', first.failed, stripe('two', 4_000).paid);
    await s.skipThrough('2026-03-02');
    expect(await s.skipThrough('2026-03-03')).toEqual([
      'acme AlertRaised info payment-failed',
      'acme PaymentFailed one 1000.00 USD',
      'notice of info: [info] payment-failed acme|main|USD',
      'AlertRaised warning payment-unmatched',
      'PaymentUnmatched two 40.00 USD',
      'notice of warning: [warning] payment-unmatched -',
    ]);
    await s.on('2026-03-04', ['notice of info: Alerts of 2026-03-03: 2']);
    const digest = s.runtime.topics.at(-1);
    expect((JSON.parse(digest?.message ?? '{}') as { default: string }).default).toBe(
      ['Alerts of 2026-03-03:', '- warning payment-unmatched: 1', '- info payment-failed: 1'].join(
        '\n',
      ),
    );
  }));
