import { expect, it } from 'vitest';
import { sampleOf } from './sample.ts';

const linesIn = (ranges: readonly string[]) =>
  ranges.flatMap((range) => {
    const [from = 0, to = 0] = range
      .slice(range.indexOf(':') + 1)
      .split('-')
      .map(Number);
    return Array.from({ length: to - from + 1 }, (_, line) => from + line);
  });

it('is the same part of a file every time', () => {
  const sample = sampleOf('a.ts', 100, 4);
  expect(sampleOf('a.ts', 100, 4)).toEqual(sample);
  expect(linesIn(sample)).toHaveLength(25);
  expect(new Set(linesIn(sample)).size).toBe(25);
});

it('is all of a file when it is every band', () => {
  expect(linesIn(sampleOf('a.ts', 12, 1))).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  ]);
});

it('begins elsewhere in another file', () => {
  const starts = ['a.ts', 'b.ts', 'c.ts', 'd.ts'].map((file) => linesIn(sampleOf(file, 100, 4))[0]);
  expect(new Set(starts)).toEqual(new Set([1, 6, 11, 16]));
});
