import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  exponentOf,
  inMajor,
  isKnownCurrency,
  minorPerMajor,
  parseMinor,
  sumMinor,
} from './money.ts';

describe('a currency', () => {
  it.each([
    ['USD', 2],
    ['CLP', 0],
    ['JPY', 0],
    ['KWD', 3],
    ['CLF', 4],
  ])('%s has %i decimal places', (currency, places) => {
    expect(exponentOf(currency)).toBe(places);
    expect(minorPerMajor(currency)).toBe(10 ** places);
  });

  it('is known by its ISO 4217 code', () => {
    expect(['EUR', 'COP', 'KWD'].every(isKnownCurrency)).toBe(true);
    expect(['', 'eur', 'QQQ', 'EURO'].some(isKnownCurrency)).toBe(false);
  });
});

test.each([
  [80_000, 'USD', '800.00 USD'],
  [5, 'USD', '0.05 USD'],
  [0, 'USD', '0.00 USD'],
  [1234, 'CLP', '1234 CLP'],
  [1, 'KWD', '0.001 KWD'],
])('%i minor units of %s are shown as %s', (amountMinor, currency, shown) => {
  expect(inMajor(amountMinor, currency)).toBe(shown);
});

describe('a sum', () => {
  it('is exact, or refused', () => {
    expect(sumMinor([])).toBe(0);
    expect(sumMinor([5, -7, 1])).toBe(-1);
    expect(sumMinor([Number.MAX_SAFE_INTEGER])).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => sumMinor([Number.MAX_SAFE_INTEGER, 1])).toThrow(/is not a safe integer/);
    expect(() => sumMinor([0.5])).toThrow(RangeError);
  });
});

describe('a decimal number', () => {
  it.each([
    ['55.94', 'USD', 5594],
    ['55.9', 'USD', 5590],
    ['55', 'USD', 5500],
    [' 7.00\n', 'USD', 700],
    ['-0.05', 'USD', -5],
    ['007', 'USD', 700],
    ['1.500', 'USD', 150],
    ['1.5', 'KWD', 1500],
    ['1.0', 'JPY', 1],
    ['1200', 'CLP', 1200],
    ['0.1230', 'KWD', 123],
  ])('%j %s is %i', (text, currency, amountMinor) => {
    expect(parseMinor(text, currency)).toEqual({ ok: true, amountMinor });
  });

  it('has no negative zero', () => {
    expect(parseMinor('-0.00', 'USD')).toEqual({ ok: true, amountMinor: 0 });
  });

  it.each(['', '.5', '5.', '1e3', '1,200', '1 200', '+5', '--5', '5.5.5', 'x5', '5x', '$5'])(
    '%j is none',
    (text) => {
      const problem = 'expected a decimal number such as 55.94';
      expect(parseMinor(text, 'USD')).toEqual({ ok: false, problem });
    },
  );

  it('is refused rather than rounded', () => {
    const problem = (text: string, currency: string) => {
      const outcome = parseMinor(text, currency);
      return outcome.ok ? undefined : outcome.problem;
    };
    expect(problem('1.005', 'USD')).toBe('USD has 2 decimal places');
    expect(problem('1.01', 'JPY')).toBe('JPY has 0 decimal places');
    expect(problem('90071992547409.91', 'USD')).toBeUndefined();
    expect(problem('90071992547409.92', 'USD')).toBe('amount is too large');
    expect(problem('-90071992547409.92', 'USD')).toBe('amount is too large');
  });

  it('reads back what is shown', () => {
    const currency = fc.constantFrom('USD', 'JPY', 'KWD', 'CLF');
    fc.assert(
      fc.property(fc.maxSafeNat(), currency, (amountMinor, code) => {
        const shown = inMajor(amountMinor, code).replace(` ${code}`, '');
        expect(parseMinor(shown, code)).toEqual({ ok: true, amountMinor });
      }),
    );
  });
});
