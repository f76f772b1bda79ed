import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxNesting, nestsTooDeep } from './nesting.ts';

const lists = (depth: number, inside = ''): string =>
  `${'['.repeat(depth)}${inside}${']'.repeat(depth)}`;
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
    : 0;

describe('JSON nests too deep', () => {
  it('beyond the limit, whatever it nests', () => {
    expect(maxNesting).toBe(64);
    expect(nestsTooDeep(lists(64))).toBe(false);
    expect(nestsTooDeep(lists(65))).toBe(true);
    const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect(nestsTooDeep(objects(64))).toBe(false);
    expect(nestsTooDeep(objects(65))).toBe(true);
    expect(nestsTooDeep(lists(32, objects(32)))).toBe(false);
    expect(nestsTooDeep(lists(32, objects(33)))).toBe(true);
  });

  it('not for being long', () => {
    expect(nestsTooDeep(`[${'[],'.repeat(100)}{}]`)).toBe(false);
    expect(nestsTooDeep(`[${'{"a":[]},'.repeat(100)}0]`)).toBe(false);
  });

  it('not for what stands in texts', () => {
    expect(nestsTooDeep(JSON.stringify('['.repeat(100)))).toBe(false);
    expect(nestsTooDeep(JSON.stringify({ a: '"'.repeat(9), b: '{'.repeat(100) }))).toBe(false);
    expect(nestsTooDeep(JSON.stringify([`\\${'['.repeat(100)}`, '"', '['.repeat(100)]))).toBe(
      false,
    );
    // A text that closes nothing, and one that ends with a backslash.
    expect(nestsTooDeep(lists(65, JSON.stringify(']'.repeat(10))))).toBe(true);
    expect(nestsTooDeep(`["\\\\",${lists(64)}]`)).toBe(true);
    expect(nestsTooDeep(`["}}}]]]",${lists(64)}]`)).toBe(true);
  });

  it('as it is when it is parsed', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.integer({ min: 55, max: 66 }),
        (value, depth) => {
          const text = lists(depth, JSON.stringify(value));
          expect(nestsTooDeep(text)).toBe(depthOf(JSON.parse(text)) > maxNesting);
        },
      ),
    );
  });
});
