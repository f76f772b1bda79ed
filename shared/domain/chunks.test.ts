import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chunksOf } from './chunks.ts';

const limits = { maxItems: 3, maxSize: 10 };
const same = (size: number) => size;

it('fills each run before it starts the next', () => {
  expect(chunksOf([1, 1, 1, 1], limits, same)).toEqual([[1, 1, 1], [1]]);
  expect(chunksOf([6, 4, 1], limits, same)).toEqual([[6, 4], [1]]);
  expect(chunksOf([99, 1], limits, same)).toEqual([[99], [1]]);
  expect(chunksOf([], limits, same)).toEqual([]);
});

it('loses nothing and keeps to the limits', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12)), (sizes) => {
      const chunks = chunksOf(sizes, limits, same);
      expect(chunks.flat()).toEqual(sizes);
      for (const chunk of chunks) {
        expect(chunk.length).toBeGreaterThan(0);
        expect(chunk.length).toBeLessThanOrEqual(3);
        if (chunk.length > 1)
          expect(chunk.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(10);
      }
    }),
  );
});
