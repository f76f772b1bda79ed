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

  it.each([
    ['InvoicePosted', { totalMinor: 100 }, { Invoiced: 1 }],
    ['InvoiceAmended', { deltaMinor: -100 }, { Invoiced: -1 }],
    ['InvoiceVoided', { creditedMinor: 100 }, { Credited: 1 }],
    ['CreditNotePosted', { amountMinor: 100 }, { Credited: 1 }],
    ['InvoiceWrittenOff', { amountMinor: 100 }, { WrittenOff: 1 }],
    ['PaymentReinstated', { amountMinor: 100 }, { CashReceived: 1 }],
    ['PaymentRefunded', { amountMinor: 100 }, { CashReturned: 1 }],
    ['PaymentReversed', { amountMinor: 100 }, { CashReturned: 1 }],
  ])('of %s %j are money: %j', (type, amounts, values) => {
    expect(figuresOf(type, { currency: 'USD', ...amounts })).toEqual([
      { dimensions: { Currency: 'USD' }, values },
    ]);
  });

  it.each([
    ['ContactSent', 'sent'],
    ['ContactSimulated', 'simulated'],
    ['ContactFailed', 'failed'],
    ['ContactOutcomeUnknown', 'unknown'],
    ['ContactRefused', 'refused'],
    ['ContactDelivered', 'delivered'],
    ['ContactBounced', 'bounced'],
    ['ContactComplained', 'complained'],
  ])('of %s count a message that was %s, by channel', (type, Outcome) => {
    expect(figuresOf(type, { channel: 'sms' })).toEqual([
      { dimensions: { Channel: 'sms', Outcome }, values: { Messages: 1 } },
    ]);
  });

  it.each([
    ['CaseOpened', {}, 'Cases', { CaseChange: 'opened' }],
    ['CaseClosed', { reason: 'settled' }, 'Cases', { CaseChange: 'closed: settled' }],
    ['TaskOpened', { role: 'legal' }, 'Tasks', { Role: 'legal' }],
    ['AlertRaised', { severity: 'critical' }, 'Alerts', { Severity: 'critical' }],
    [
      'StepPerformed',
      { stage: 'administrative', outcome: 'sent' },
      'Steps',
      { Stage: 'administrative', Outcome: 'sent' },
    ],
  ])('of %s %j count one of %s', (type, data, name, dimensions) => {
    expect(figuresOf(type, data)).toEqual([{ dimensions, values: { [name]: 1 } }]);
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

it('sums figures of equal dimensions, in the order in which they first came', () => {
  const Currency = (code: string) => ({ dimensions: { Currency: code } });
  expect(
    sumFigures([
      { ...Currency('USD'), values: { A: 1 } },
      { ...Currency('EUR'), values: { A: 5 } },
      { ...Currency('USD'), values: { A: 2, B: 3 } },
    ]),
  ).toEqual([
    { ...Currency('USD'), values: { A: 3, B: 3 } },
    { ...Currency('EUR'), values: { A: 5 } },
  ]);
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
