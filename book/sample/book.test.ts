import { describe, expect, it } from 'vitest';
import { contractOf } from '../../events/catalogue.ts';
import { inboundMeta } from '../../events/envelope.ts';
import type { BookInput } from '../model.ts';
import { sampleBook } from './book.ts';

const seeds = [1, 2, 3, 2026];

const kindOf = (input: BookInput): string =>
  input.door === 'bus'
    ? input.detailType
    : input.door === 'webhook'
      ? String(input.payload['type'])
      : 'events-api';

/** Entries of the bus and of the HTTP door alike, with what they say. */
const factsOf = (inputs: readonly BookInput[]) =>
  inputs.flatMap((input) =>
    input.door === 'bus'
      ? [{ key: input.key, type: input.detailType, ...input.detail }]
      : input.door === 'events-api'
        ? input.events.map((event) => ({ key: input.key, type: String(event['type']), ...event }))
        : [],
  ) as { key: string; type: string; meta: unknown; data: Record<string, unknown> }[];

describe.each(seeds)('the sample book of seed %i', (seed) => {
  const book = sampleBook(seed);
  const facts = factsOf(book.inputs);
  const honest = facts.filter(({ key }) => !key.startsWith('mistake:'));
  const invoices = honest.filter(({ type }) => type === 'InvoiceIssued');

  it('is the same every time', () => {
    expect(sampleBook(seed)).toEqual(book);
  });

  it('has the size of a small company: eight months, six countries, three languages', () => {
    const numbers = new Set(invoices.map(({ data }) => data['invoiceNumber']));
    expect(numbers.size).toBeGreaterThan(450);
    expect(numbers.size).toBeLessThan(750);
    const customers = honest.filter(({ type }) => type === 'CustomerUpserted');
    expect(new Set(customers.map(({ data }) => data['country'])).size).toBe(6);
    expect(new Set(customers.map(({ data }) => data['locale'])).size).toBe(3);
    expect(new Set(invoices.map(({ data }) => data['currency'])).size).toBe(6);
  });

  it('says nothing that the contracts refuse, apart from its mistakes', () => {
    for (const fact of honest) {
      expect(contractOf(fact.type)?.data.safeParse(fact.data).error, fact.key).toBeUndefined();
      expect(inboundMeta.safeParse(fact.meta).error).toBeUndefined();
    }
    const wrong = facts.filter(({ key }) => key.startsWith('mistake:'));
    expect(wrong.map(({ key }) => key)).toEqual([
      'mistake:negative-total',
      'mistake:instalments-do-not-add-up',
      'mistake:one-bad-item',
    ]);
  });

  it('asks for credit, and places the orders that come of it before their invoices', () => {
    const of = (type: string) => honest.filter((fact) => fact.type === type);
    const asked = new Map(
      of('CreditApplicationSubmitted').map(({ data }) => [data['customerId'], data]),
    );
    expect(asked.size).toBeGreaterThan(30);
    expect(asked.size).toBeLessThan(70);
    const billed = new Map(
      invoices
        .filter(({ data }) => data['orderId'] !== undefined)
        .map(({ data }) => [data['orderId'], data]),
    );
    const orders = of('OrderPlaced');
    expect(new Set(orders.map(({ data }) => data['orderId']))).toEqual(new Set(billed.keys()));
    for (const { data } of orders) {
      const invoice = billed.get(data['orderId']);
      expect(invoice).toMatchObject({
        customerId: data['customerId'],
        totalMinor: data['amountMinor'],
      });
      expect(asked.has(data['customerId'])).toBe(true);
      expect(String(data['placedAt']) < String(invoice?.['issuedOn'])).toBe(true);
    }
    expect(of('ExchangeRatePublished').length).toBeGreaterThan(100);
  });

  it('tells every kind of story', () => {
    const kinds = new Set(book.inputs.map(kindOf));
    for (const kind of [
      'InvoiceAdjusted',
      'InvoiceCancelled',
      'CreditNoteIssued',
      'PaymentReported',
      'payment_intent.succeeded',
      'payment_intent.payment_failed',
      'charge.succeeded',
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'refund.created',
      'payment.succeeded',
      'payment.failed',
      'payment.refunded',
      'events-api',
    ]) {
      expect(kinds, kind).toContain(kind);
    }
    expect(invoices.some(({ data }) => 'instalments' in data)).toBe(true);
  });

  it('pays in whole minor units above zero and stays within its days', () => {
    for (const input of book.inputs) {
      expect(input.day <= book.to).toBe(true);
      expect(input.at.slice(0, 10)).toBe(input.day);
      if (input.door !== 'webhook' || input.key.startsWith('mistake:')) continue;
      const data = input.payload['data'] as Record<string, unknown>;
      const object = (data['object'] ?? data) as Record<string, unknown>;
      const amount = Number(object['amount'] ?? object['amountMinor']);
      expect(Number.isSafeInteger(amount) && amount > 0, input.key).toBe(true);
    }
  });

  it('repeats whole facts only: one key, one content', () => {
    const contents = new Map<string, BookInput>();
    for (const input of book.inputs) {
      expect(contents.get(input.key) ?? input).toEqual(input);
      contents.set(input.key, input);
    }
    expect(contents.size).toBeLessThan(book.inputs.length);
  });
});

it('differs from seed to seed', () => {
  expect(sampleBook(1).inputs).not.toEqual(sampleBook(2).inputs);
});
