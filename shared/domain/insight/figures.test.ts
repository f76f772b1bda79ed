import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figuresOf, sumFigures } from './figures.ts';

const examples = join(import.meta.dirname, '..', '..', '..', 'events', 'examples');
const dataOf = (file: string): unknown => {
  const example = JSON.parse(readFileSync(join(examples, file), 'utf8')) as { data: unknown };
  return example.data;
};

describe('the figures of events', () => {
  it('are money in major units, by currency', () => {
    expect(figuresOf('InvoicePosted', { currency: 'USD', totalMinor: 12_345 })).toEqual([
      { dimensions: { Currency: 'USD' }, values: { Invoiced: 123.45 } },
    ]);
    expect(figuresOf('PaymentReversed', { currency: 'CLP', amountMinor: 900 })).toEqual([
      { dimensions: { Currency: 'CLP' }, values: { CashReturned: 900 } },
    ]);
  });

  it('tell what was brought along from what was invoiced', () => {
    const data = { currency: 'USD', totalMinor: 500, openingBalance: { on: '2026-01-01' } };
    expect(figuresOf('InvoicePosted', data)).toEqual([
      { dimensions: { Currency: 'USD' }, values: { BroughtAlong: 5 } },
    ]);
  });

  it('count payments whatever their currency, because silence is an alarm', () => {
    expect(figuresOf('PaymentReceived', { currency: 'EUR', amountMinor: 100 })).toContainEqual({
      dimensions: {},
      values: { Payments: 1 },
    });
  });

  it('are nothing for an event that no chart shows', () => {
    expect(figuresOf('EntryHeld', {})).toEqual([]);
    expect(figuresOf('toString', {})).toEqual([]);
  });

  it('have few dimensions, each a word and none a person or an account', () => {
    for (const file of readdirSync(examples)) {
      for (const { dimensions, values } of figuresOf(file.replace('.json', ''), dataOf(file))) {
        expect(Object.keys(dimensions).length).toBeLessThanOrEqual(2);
        for (const value of Object.values(dimensions)) expect(value).toMatch(/^[A-Za-z: -]{1,40}$/);
        for (const value of Object.values(values)) expect(value).toBeTypeOf('number');
      }
    }
  });
});

it('adds up to the same whatever is summed first', () => {
  const figure = fc.record({
    dimensions: fc.constantFrom<Record<string, string>[]>(
      {},
      { Currency: 'USD' },
      { Role: 'legal' },
    ),
    values: fc.dictionary(fc.constantFrom('A', 'B'), fc.integer({ min: -1000, max: 1000 })),
  });
  fc.assert(
    fc.property(fc.array(figure), fc.nat(20), (figures, cut) => {
      const whole = sumFigures(figures);
      const parts = sumFigures([
        ...sumFigures(figures.slice(0, cut)),
        ...sumFigures(figures.slice(cut)),
      ]);
      expect(parts).toEqual(whole);
    }),
  );
});
