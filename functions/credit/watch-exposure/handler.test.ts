import { describe, expect, it } from 'vitest';
import type { DomainData } from '../../../events/catalogue.ts';
import { instant } from '../../../shared/domain/calendar.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import { noHead } from '../../../shared/ports/journal.ts';
import type { Rejection } from '../../../shared/ports/rejections.ts';
import { silent } from '../../../test/support/case-desk.ts';
import { createLine } from '../../../test/support/credit-line.ts';
import { exampleOf } from '../../../test/support/example-event.ts';
import { createHandler } from './handler.ts';

const heardAt = instant('2026-03-02T09:00:03.000Z');
const cause = { causationId: 'erp-1', correlationId: 'flow-1' };
const signal = { inputId: 'x', cause, occurredAt: '2026-03-02T09:00:00.000Z' };

const event = (type: string, data: object, eventId = 'account#acme|main|USD#4') => ({
  source: 'cartera.receivables',
  'detail-type': type,
  detail: {
    meta: { eventId, correlationId: 'flow-1', recordedAt: '2026-03-02T09:00:00.000Z' },
    data,
  },
});
const moved = (accountId: string, type = 'InvoicePosted') => event(type, { accountId });

const review = exampleOf('CreditReviewDue').data as DomainData<'CreditReviewDue'>;

/** A line whose review runs. */
const reviewed = () => {
  const line = createLine([], []);
  line.act([{ type: 'CreditReviewDue', data: review }]);
  return { line: line.book().line, head: noHead, accounts: {} };
};

const room = (failing: (what: string) => boolean = () => false, stored = reviewed()) => {
  const done: unknown[] = [];
  const rejected: Rejection[] = [];
  const act = async (what: string, ...given: unknown[]): Promise<never> => {
    if (failing(what)) throw new Error('throttled');
    done.push([what, ...given]);
    return { answer: 'approved', because: [] } as never;
  };
  const handle = createHandler({
    desk: {
      place: (...given) => act('place', ...given),
      cancel: (...given) => act('cancel', ...given),
      watch: (...given) => act('watch', ...given),
    },
    lines: { load: async () => stored },
    takeRate: async (...given) => {
      await act('rate', ...given);
      const [{ rate }, confirmed] = given;
      return rate === '11' && !confirmed ? 'too far' : undefined;
    },
    rejections: { reject: async (rejection) => void rejected.push(rejection) },
    sha256: () => 'f'.repeat(64),
    news: { remember: (...given) => act('news', ...given) },
    clock: { now: () => heardAt },
    begin: (...given) => act('begin', ...given),
  });
  const send = (...bodies: unknown[]) =>
    handle(
      bodies.map(
        (body, index): QueueMessage => ({
          messageId: `m${index}`,
          body: typeof body === 'string' ? body : JSON.stringify(body),
          group: undefined,
          deliveries: 1,
          receiptHandle: 'r',
          attributes: {},
        }),
      ),
      silent(),
    );
  return { done, rejected, send };
};

describe('watch-exposure', () => {
  it('looks once at a line, however many of its accounts moved how often', async () => {
    const { done, send } = room();
    await send(moved('acme|main|USD'), moved('bolt|main|USD'), moved('acme|main|EUR'));
    const of = { causationId: 'account#acme|main|USD#4', correlationId: 'flow-1' };
    expect(done).toEqual([
      ['watch', 'acme|main', of, undefined, ['USD', 'EUR']],
      ['watch', 'bolt|main', of, undefined, ['USD']],
    ]);
  });

  it.each([
    ['PaymentReversed', 'returned-payment'],
    ['PromiseBroken', 'broken-promise'],
  ])('asks for a review after %s', async (type, because) => {
    const { done, send } = room();
    const told = event(type, { accountId: 'acme|main|USD' }, 'account#acme|main|USD#5');
    await send(moved('acme|main|USD'), told);
    expect(done).toMatchObject([
      ['watch', 'acme|main', {}, { because, id: 'account#acme|main|USD#5' }, ['USD']],
    ]);
  });

  it('does what orders, rates, alerts and days ask', async () => {
    const { done, send } = room();
    const order = { orderId: 'SO-1', customerId: 'acme', legalEntity: 'main', revision: 2 };
    const placed = { ...order, amountMinor: 5, currency: 'USD', placedAt: '2026-03-02T09:00:00Z' };
    const rate = { base: 'EUR', quote: 'USD', on: '2026-03-02', rate: '1.1' };
    const alert = {
      alertId: 'a',
      customerId: 'acme',
      legalEntity: 'main',
      bureau: 'b',
      kind: 'legal-action',
      at: '2026-03-02T09:00:00Z',
    };
    await send(
      { ...signal, kind: 'order-placed', order: placed },
      { ...signal, kind: 'order-cancelled', order },
      { ...signal, kind: 'rate-published', rate },
      { ...signal, kind: 'bureau-alert', alert },
      { kind: 'look', lineId: 'acme|main' },
    );
    expect(done).toMatchObject([
      ['place', { customerId: 'acme' }, { orderId: 'SO-1', revision: 2, amountMinor: 5 }, cause],
      ['cancel', order, order, cause],
      ['rate', rate, false],
      ['news', 'acme|main', { alertId: 'x', heardAt, insolvent: false }],
      ['watch', 'acme|main', cause, { because: 'bureau-alert', id: 'x' }],
      ['watch', 'acme|main', { causationId: 'look#acme|main' }, undefined, []],
    ]);
  });

  it('parks a rate that is not believed, and takes it once it is handed in again', async () => {
    const { rejected, send } = room();
    const rate = { base: 'EUR', quote: 'USD', on: '2026-03-02', rate: '11' };
    expect(await send({ ...signal, kind: 'rate-published', rate })).toEqual([]);
    const [parked] = rejected;
    expect(parked).toMatchObject({
      inputId: 'x@ffffffffffffffff',
      door: 'credit-signals',
      redriveTo: 'CreditSignals',
      reasons: ['too far'],
    });
    expect(await send(parked?.body ?? '')).toEqual([]);
    expect(rejected).toHaveLength(1);
  });

  it('hands a review that begins to those who take applications up', async () => {
    const { done, send } = room();
    await send(event('CreditReviewDue', review, 'line#acme|main#13'));
    expect(done).toEqual([
      [
        'begin',
        {
          kind: 'begin-review',
          inputId: `application:${review.applicationId}`,
          customerId: 'acme',
          occurredAt: '2026-03-02T09:00:00.000Z',
          cause: { causationId: 'line#acme|main#13', correlationId: 'flow-1' },
          review,
          line: { applicationId: 'CA-1', limitMinor: 100_000, currency: 'USD', termsDays: 30 },
        },
      ],
    ]);
    // One that was concluded meanwhile is not begun again.
    const over = room(undefined, { ...reviewed(), line: createLine([], []).book().line });
    await over.send(event('CreditReviewDue', review, 'line#acme|main#13'));
    expect(over.done).toEqual([]);
  });

  it('has those told whose line a person closed, and leaves to reviews what these close', async () => {
    const { done, send } = room();
    const reasons = [{ code: 'no-more-orders', text: 'There were no orders for two years' }];
    const act = { actId: 'a-1', actor: 'eva', role: 'manager', reason: 'R' };
    const reviewId = review.applicationId;
    const closed = { lineId: 'acme|main', because: 'person', reasons, act };
    await send(
      event('CreditLineClosed', { ...closed, applicationId: reviewId }, 'line#acme|main#14'),
    );
    expect(done).toEqual([
      [
        'begin',
        {
          kind: 'tell-close',
          inputId: 'application:closed:acme|main:14',
          customerId: 'acme',
          occurredAt: '2026-03-02T09:00:00.000Z',
          cause: { causationId: 'line#acme|main#14', correlationId: 'flow-1' },
          closed: {
            applicationId: 'closed:acme|main:14',
            lineId: 'acme|main',
            reviewId,
            reasons,
            act,
          },
          line: { applicationId: 'CA-1', limitMinor: 100_000, currency: 'USD', termsDays: 30 },
        },
      ],
    ]);
    const byReview = { lineId: 'acme|main', because: 'review', applicationId: reviewId };
    expect(await send(event('CreditLineClosed', byReview))).toEqual([]);
    expect(done).toHaveLength(1);
  });

  it('gives back what failed and what it does not understand, and does the rest', async () => {
    const { done, send } = room((what) => what === 'watch');
    const order = { orderId: 'SO-1', customerId: 'acme', legalEntity: 'main', revision: 1 };
    const failed = await send(
      'nonsense',
      { ...signal, kind: 'order-cancelled', order },
      moved('acme|main|USD'),
      moved('acme|main|USD', 'PaymentReceived'),
      { ...signal, kind: 'unheard-of' },
    );
    expect([...failed].sort()).toEqual(['m0', 'm2', 'm3', 'm4']);
    expect(done).toEqual([['cancel', order, order, cause]]);
    const other = room((what) => what === 'cancel');
    expect(await other.send({ ...signal, kind: 'order-cancelled', order })).toEqual(['m0']);
  });
});
