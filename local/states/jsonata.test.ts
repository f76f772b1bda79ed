import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toJson } from './json.ts';
import { createCompiler, type ExpressionHost } from './jsonata.ts';

const AT = Date.parse('2026-03-04T05:06:07.008Z');
const host = (now = AT): ExpressionHost => ({
  now: () => now,
  random: () => 0.25,
  uuid: () => 'u-1',
});
const evaluate = async (source: string, bindings = {}, from = host()): Promise<unknown> => {
  const result = await createCompiler(from)(source).evaluate(bindings);
  return result === undefined ? undefined : toJson(result);
};

describe('the functions of Step Functions', () => {
  it.each<[string, unknown]>([
    ['$now()', '2026-03-04T05:06:07.008Z'],
    ["$now('[Y0001]-[M01]-[D01] [H01]:[m01] [z]', '-0300')", '2026-03-04 02:06 GMT-03:00'],
    ['$millis()', AT],
    ['$random()', 0.25],
    ['$random(7) = $random(7)', true],
    ['$random(7) = $random(8)', false],
    ['$uuid()', 'u-1'],
    ['$parse(\'{"a":[1]}\').a[0]', 1],
    ["$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
    ["$hash('abc', 'SHA-1')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ["$hash('abc')", undefined],
    ['$partition([1,2,3,4,5], 2.9)', [[1, 2], [3, 4], [5]]],
    ['$partition([], 2)', undefined],
    ['$partition([1], 0)', undefined],
    ['$range(1, 10, 4)', [1, 5, 9]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(-1.7, 1, 1)', [-1, 0, 1]],
    ['$range(5, 5, 1)', 5],
    ['$range(1, 5, -1)', undefined],
    ['$range(1, 5)', undefined],
    ["$states.input.items[kind = 'x']", { kind: 'x' }],
    ["$states.input.items[kind = 'x'][]", [{ kind: 'x' }]],
    ['1/0', 'Infinity'],
  ])('%s', async (source, expected) => {
    const states = { input: { items: [{ kind: 'x' }, { kind: 'y' }] } };
    expect(await evaluate(source, { states })).toEqual(expected);
  });

  it.each([
    ["$eval('1')", 'non-function'],
    ["$parse('{')", 'not JSON text'],
    ["$hash('abc', 'sha256')", "algorithm 'sha256'"],
    ['$range(1, 360146, 1)', 'memory limit'],
    ["1 + 'a'", 'must evaluate to a number'],
    ['$error("boom")', 'boom'],
  ])('%s fails', async (source, message) => {
    await expect(evaluate(source)).rejects.toThrow(message);
  });
});

it('keeps the clocks of two hosts apart', async () => {
  const [first, second] = [createCompiler(host(1)), createCompiler(host(2))];
  expect(await first('$millis()').evaluate({})).toBe(1);
  expect(await second('$millis()').evaluate({})).toBe(2);
  expect(await first('$millis()').evaluate({})).toBe(1);
  expect(first('$millis()')).toBe(first('$millis()'));
});

it('partitions without losing or reordering items', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer(), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 12 }),
      async (items, size) => {
        const chunks = await evaluate('$partition($items, $size)', { items, size });
        expect((chunks as number[][]).flat()).toEqual(items);
        expect((chunks as number[][]).slice(0, -1).every((chunk) => chunk.length === size)).toBe(
          true,
        );
      },
    ),
    { numRuns: 50 },
  );
});
