import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shrink } from './shrink.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

it('finds exactly the items that fail together', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .integer({ min: 1, max: 60 })
        .chain((count) =>
          fc.tuple(
            fc.constant(count),
            fc.subarray(numbers(count), { minLength: 1, maxLength: Math.min(4, count) }),
          ),
        ),
      async ([count, culprits]) => {
        const fails = async (kept: readonly number[]) =>
          culprits.every((culprit) => kept.includes(culprit));
        expect(await shrink(numbers(count), fails, 10_000)).toEqual(culprits);
      },
    ),
  );
});

it('stops at its budget with something that still fails', async () => {
  let trials = 0;
  const fails = async (kept: readonly number[]) => {
    trials += 1;
    return kept.includes(3) && kept.includes(90);
  };
  const kept = await shrink(numbers(100), fails, 6);
  expect(trials).toBe(6);
  expect(kept).toEqual(expect.arrayContaining([3, 90]));
});
