import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonOf, jsonText, plainText } from './queue-text.ts';

/** What SQS says it takes in a message: the characters of XML 1.0. */
const isTaken = (text: string): boolean =>
  /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text);

const anyText = fc.string({ unit: 'binary' });

describe('JSON for a queue', () => {
  it('is taken, and reads as what was put in', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const queued = jsonText({ text });
        expect(isTaken(queued)).toBe(true);
        expect(jsonOf(queued)).toEqual({ text });
      }),
    );
    expect(jsonText('a\ufffeb\uffffc')).toBe('"a\\ufffeb\\uffffc"');
    expect(jsonText('\u0007\ud800')).toBe('"\\u0007\\ud800"');
  });
});

describe('plain text for a queue', () => {
  it('is taken, with U+FFFD for each character that is not', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(isTaken(plainText(text))).toBe(true);
        if (isTaken(text)) expect(plainText(text)).toBe(text);
      }),
    );
    expect(plainText('a\u0000b\u001fc\ufffed\uffffe\ud800f')).toBe(
      'a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf',
    );
    expect(plainText('tab\tline\nreturn\r and space, \u{1f4b6}')).toBe(
      'tab\tline\nreturn\r and space, \u{1f4b6}',
    );
  });
});

it('text that is not JSON is undefined', () => {
  expect(jsonOf('{"a":1}')).toEqual({ a: 1 });
  expect(jsonOf('null')).toBeNull();
  expect(jsonOf('{a:1}')).toBeUndefined();
  expect(jsonOf('')).toBeUndefined();
});
