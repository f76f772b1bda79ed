import { expect, it } from 'vitest';
import { createRandom } from '../../local/kernel/random.ts';
import { deliver } from '../inputs/deliveries.ts';
import { bookOf } from './book.ts';
import { readCsv } from './read.ts';

const csv = [
  'invoice,customer,issued,due,amount,currency,settled',
  'A2,C1,2026-02-03,2026-03-05,20.00,USD,2026-02-20',
  'A1,C1,2026-01-05,2026-02-04,10.00,USD,',
  'B1,C2,2026-02-03,2026-03-05,5,CLP,2026-04-01',
].join('\n');

const book = bookOf('book.csv', readCsv('book.csv', csv));

it('introduces each customer, then issues, then pays, through the doors of production', () => {
  expect(book.inputs.map(({ at, key }) => `${at} ${key}`)).toEqual([
    '2026-01-05T05:00:00.000Z customer:C1',
    '2026-01-05T06:00:00.000Z invoice:A1',
    '2026-02-03T05:00:00.000Z customer:C2',
    '2026-02-03T06:00:00.000Z invoice:A2',
    '2026-02-03T06:00:00.000Z invoice:B1',
    '2026-02-20T07:00:00.000Z stripe:payment_intent.succeeded:A2',
    '2026-04-01T07:00:00.000Z stripe:payment_intent.succeeded:B1',
  ]);
  expect({ from: book.from, to: book.to }).toEqual({ from: '2026-01-05', to: '2026-04-01' });
});

it('pays with one webhook that names the invoice and carries its amount', () => {
  const payment = book.inputs.find(({ key }) => key.endsWith('succeeded:B1'));
  expect(payment).toMatchObject({
    provider: 'stripe',
    payload: {
      type: 'payment_intent.succeeded',
      created: 1_775_026_800,
      data: {
        object: { amount_received: 5, currency: 'clp', metadata: { invoice_number: 'B1' } },
      },
    },
  });
});

it('delivers the same facts three times, shuffled within their day before contact opens', () => {
  const copies = deliver(book.inputs, 'UTC', 3, createRandom(7));
  expect(copies).toHaveLength(21);
  for (const input of book.inputs) {
    const same = copies.filter(({ key }) => key === input.key);
    expect(same).toHaveLength(3);
    for (const copy of same) {
      expect({ ...copy, at: input.at }).toEqual(input);
      expect(copy.at.slice(0, 10)).toBe(input.day);
      expect(copy.at.slice(11) < '08:45' && copy.at.slice(11) >= '01:00').toBe(true);
    }
  }
  expect(copies.map(({ at }) => at)).toEqual(copies.map(({ at }) => at).toSorted());
  expect(deliver(book.inputs, 'UTC', 3, createRandom(7))).toEqual(copies);
  expect(deliver(book.inputs, 'UTC', 3, createRandom(8))).not.toEqual(copies);
});
