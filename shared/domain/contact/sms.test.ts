import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smsLength, toGsm } from './sms.ts';

describe('length on the wire', () => {
  test.each([
    ['', 'GSM-7', 0, true],
    ['a'.repeat(160), 'GSM-7', 160, true],
    ['a'.repeat(161), 'GSM-7', 161, false],
    ['@£$ñé¿', 'GSM-7', 6, true],
    ['€', 'GSM-7', 2, true],
    ['[100] {x} ~ | ^ \\', 'GSM-7', 25, true],
    ['€'.repeat(80), 'GSM-7', 160, true],
    [`a${'€'.repeat(80)}`, 'GSM-7', 161, false],
    ['á', 'UCS-2', 1, true],
    ['я'.repeat(70), 'UCS-2', 70, true],
    ['я'.repeat(71), 'UCS-2', 71, false],
    ['😀', 'UCS-2', 2, true],
    ['😀'.repeat(36), 'UCS-2', 72, false],
  ])('%j is %s and takes %i', (text, encoding, units, fits) => {
    expect(smsLength(text)).toMatchObject({ encoding, units, fits });
  });
});

describe('writing with the cheap alphabet', () => {
  test.each([
    ['Cómo pagó: año, façade, São João', 'Como pago: año, facade, Sao Joao'],
    ['“Acme” — l’été…', '"Acme" - l\'été...'],
    ['1.234,50\u00a0€', '1.234,50 €'],
    ['two\nlines\tand\u202fspaces ', 'two lines and spaces'],
    ['e\u0301', 'é'],
    ['電力 Łódź', '電力 Lodz'],
    // A ligature of which the alphabet has no part, and one letter with two marks.
    ['ﷺ', 'ﷺ'],
    ['ế', 'e'],
  ])('%j becomes %j', (text, expected) => {
    expect(toGsm(text)).toBe(expected);
  });

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(toGsm(toGsm(text))).toBe(toGsm(text));
      }),
    );
  });
});
