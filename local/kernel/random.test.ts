import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHeap } from './heap.ts';
import { createRandom } from './random.ts';

const draws = (seed: number, label: string, count = 20): number[] => {
  const random = createRandom(seed, label);
  return Array.from({ length: count }, random.next);
};

describe('randomness', () => {
  test('is the same for the same seed and label, and another for another of either', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (seed, label) => {
        expect(draws(seed, label)).toEqual(draws(seed, label));
        expect(draws(seed, label)).not.toEqual(draws(seed + 1, label));
        expect(draws(seed, label)).not.toEqual(draws(seed, `${label}.`));
      }),
    );
  });

  test('of a fork does not depend on what its origin has drawn', () => {
    const early = createRandom(9).fork('queue').next();
    const origin = createRandom(9);
    origin.next();
    expect(origin.fork('queue').next()).toBe(early);
  });

  test('is spread evenly', () => {
    const random = createRandom(3);
    const buckets = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 10_000; draw += 1) {
      const bucket = random.below(10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  test('makes version 4 UUIDs that do not repeat', () => {
    const random = createRandom(5);
    const made = Array.from({ length: 1_000 }, random.uuid);
    expect(new Set(made).size).toBe(1_000);
    for (const uuid of made) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});

test('a heap gives back its values in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (values) => {
      const heap = createHeap<number>((a, b) => a < b);
      for (const value of values) heap.push(value);
      const popped = values.map(() => heap.pop());
      expect(popped).toEqual([...values].sort((a, b) => a - b));
      expect(heap.pop()).toBeUndefined();
    }),
  );
});
