import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDate } from '../calendar.ts';
import { convert, convertMinor, countedMinor, movesTooFar, type Rate } from './rates.ts';

const on = businessDate('2026-03-02');
const rate = (base: string, quote: string, text: string): Rate => ({ base, quote, on, rate: text });

describe('an amount in another currency', () => {
  it('is exact but for one rounding, in the minor units of each', () => {
    const eur = { from: 'EUR', to: 'USD', rate: rate('EUR', 'USD', '1.0835') };
    expect(convertMinor(10_001, eur, 'up')).toBe(10_837);
    expect(convertMinor(10_001, eur, 'down')).toBe(10_836);
    const clp = { from: 'USD', to: 'CLP', rate: rate('USD', 'CLP', '941.37') };
    expect(convertMinor(12_345, clp, 'up')).toBe(116_213);
    expect(convertMinor(12_345, clp, 'down')).toBe(116_212);
    const back = { from: 'CLP', to: 'USD', rate: rate('USD', 'CLP', '941.37') };
    expect(convertMinor(116_213, back, 'down')).toBe(12_345);
    expect(convertMinor(0, back, 'up')).toBe(0);
  });

  it('refuses a rate between other currencies, and amounts that are too large', () => {
    const other = { from: 'EUR', to: 'MXN', rate: rate('EUR', 'USD', '1.1') };
    expect(() => convertMinor(1, other, 'up')).toThrow('is no rate between EUR and MXN');
    const huge = { from: 'USD', to: 'COP', rate: rate('USD', 'COP', '4000') };
    expect(() => convertMinor(9e15, huge, 'up')).toThrow(RangeError);
  });

  it('rounds up by less than one unit over rounding down, and there and back loses none', () => {
    const texts = fc
      .tuple(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 999_999 }))
      .map(([whole, decimals]) => `${whole}.${String(decimals).padStart(6, '0')}`);
    const currencies = fc.constantFrom('USD', 'CLP', 'KWD');
    fc.assert(
      fc.property(fc.nat(1e9), texts, currencies, currencies, (amount, text, from, to) => {
        if (from === to) return;
        const there = { from, to, rate: rate(from, to, text) };
        const up = convertMinor(amount, there, 'up');
        const down = convertMinor(amount, there, 'down');
        expect(up - down === 0 || up - down === 1).toBe(true);
        const back = { from: to, to: from, rate: there.rate };
        expect(convertMinor(up, back, 'up')).toBeGreaterThanOrEqual(amount);
        expect(convertMinor(down, back, 'down')).toBeLessThanOrEqual(amount);
      }),
    );
  });
});

describe('the rate that counts', () => {
  const of = (known: Rate | undefined, day = '2026-03-05') =>
    convert(
      500,
      { from: 'EUR', to: 'USD', on: businessDate(day), rateDays: 7, rates: () => known },
      'up',
    );

  it('is the newest, and the refusal says when none is known or it is too old', () => {
    const known = rate('EUR', 'USD', '1.1');
    expect(of(known)).toEqual({ ok: true, amountMinor: 550, rate: known });
    expect(of(known, '2026-03-09')).toMatchObject({ ok: true });
    expect(of(known, '2026-03-10')).toEqual({
      ok: false,
      code: 'rate-stale',
      message:
        'the last rate between EUR and USD is of 2026-03-02, more than 7 days before 2026-03-10',
    });
    expect(of(undefined)).toEqual({
      ok: false,
      code: 'rate-unknown',
      message: 'no rate between EUR and USD is known on 2026-03-05',
    });
  });

  it('refuses what is too large to count in the other currency', () => {
    const huge = {
      from: 'USD',
      to: 'COP',
      on,
      rateDays: 7,
      rates: () => rate('USD', 'COP', '4000'),
    };
    expect(convert(9e15, huge, 'up')).toMatchObject({ ok: false, code: 'amount-too-large' });
  });

  it('is not asked for within one currency', () => {
    const same = { from: 'USD', to: 'USD', on, rateDays: 7, rates: () => undefined };
    expect(convert(500, same, 'up')).toEqual({ ok: true, amountMinor: 500 });
  });
});

describe('an absurd rate', () => {
  it('counts nothing, and is no reason to stop', () => {
    const huge = { from: 'USD', to: 'COP', rate: rate('USD', 'COP', '999999999999') };
    expect(countedMinor(9e14, huge, 'up')).toBeUndefined();
    const nothing = { from: 'COP', to: 'USD', rate: rate('USD', 'COP', '0') };
    expect(countedMinor(1, nothing, 'up')).toBeUndefined();
    const other = { from: 'EUR', to: 'MXN', rate: rate('EUR', 'USD', '1.1') };
    expect(() => countedMinor(1, other, 'up')).toThrow('is no rate between EUR and MXN');
  });

  it.each([
    ['1.0000', '1.25', false],
    ['1.0000', '1.2501', true],
    ['1.25', '1', false],
    ['1.25', '0.9999', true],
    ['4000', '4000.0', false],
    ['0.00024', '0.0024', true],
    ['1', '0', true],
  ])('from %s to %s is too far a move: %s', (before, now, tooFar) => {
    expect(movesTooFar(rate('EUR', 'USD', before), rate('EUR', 'USD', now), 25)).toBe(tooFar);
  });

  it('is told as well when it is published the other way round', () => {
    const before = rate('USD', 'COP', '4000');
    expect(movesTooFar(before, rate('COP', 'USD', '0.00025'), 25)).toBe(false);
    expect(movesTooFar(before, rate('COP', 'USD', '0.0002'), 25)).toBe(false);
    expect(movesTooFar(before, rate('COP', 'USD', '0.00019'), 25)).toBe(true);
    expect(movesTooFar(before, rate('COP', 'USD', '0.0025'), 25)).toBe(true);
  });
});
