import { describe, expect, test } from 'vitest';
import { businessDate } from '../calendar.ts';
import { formatFor } from './format.ts';
import type { Locale } from './types.ts';

const nbsp = '\u00a0';

describe('amounts', () => {
  test.each<[Locale, string | undefined, string, number, string, string]>([
    ['en', 'US', 'USD', 123450, '$1,234.50', `USD${nbsp}1,234.50`],
    ['en', undefined, 'USD', 5, '$0.05', `USD${nbsp}0.05`],
    ['en', 'US', 'KWD', 1234567, `KWD${nbsp}1,234.567`, `KWD${nbsp}1,234.567`],
    ['es', 'ES', 'EUR', 1234567, `12.345,67${nbsp}€`, `12.345,67${nbsp}EUR`],
    ['es', 'CL', 'CLP', 1234567, '$1.234.567', `CLP${nbsp}1.234.567`],
    ['es', 'MX', 'MXN', 1234567, '$12,345.67', `MXN${nbsp}12,345.67`],
    ['es', 'CO', 'COP', 1234567, `$${nbsp}12.345,67`, `COP${nbsp}12.345,67`],
    ['pt', 'BR', 'BRL', 1234567, `R$${nbsp}12.345,67`, `BRL${nbsp}12.345,67`],
    [
      'en',
      'US',
      'USD',
      Number.MAX_SAFE_INTEGER,
      '$90,071,992,547,409.91',
      `USD${nbsp}90,071,992,547,409.91`,
    ],
    ['es', 'ES', 'EUR', -10000, `-100,00${nbsp}€`, `-100,00${nbsp}EUR`],
    ['es', 'ES', 'EUR', -1, `-0,01${nbsp}€`, `-0,01${nbsp}EUR`],
  ])('%s-%s %s %i', (locale, country, currency, minor, symbol, code) => {
    const format = formatFor(locale, country, currency);
    expect(format.money(minor)).toBe(symbol);
    expect(format.moneyWithCode(minor)).toBe(code);
  });
});

describe('dates', () => {
  test.each<[Locale, string | undefined, string]>([
    ['en', 'US', 'March 5, 2026'],
    ['en', 'GB', '5 March 2026'],
    ['es', 'MX', '5 de marzo de 2026'],
    ['pt', 'BR', '5 de março de 2026'],
  ])('%s-%s', (locale, country, expected) => {
    expect(formatFor(locale, country, 'USD').date(businessDate('2026-03-05'))).toBe(expected);
  });
});
