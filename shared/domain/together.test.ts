import { expect, it } from 'vitest';
import { together } from './together.ts';

it('answers the results in their order, plain values among them', async () => {
  const late = Promise.withResolvers<string>();
  const all = together([late.promise, undefined, Promise.resolve(3)]);
  late.resolve('late');
  expect(await all).toEqual(['late', undefined, 3]);
});

it('throws the first failure in their order, and only when all have ended', async () => {
  const works = ['first', 'second', 'third'].map(() => Promise.withResolvers<string>());
  const [first, second, third] = works;
  let hasThrown = false;
  const all = together(works.map(({ promise }) => promise)).catch((error: unknown) => {
    hasThrown = true;
    throw error;
  });
  second?.reject(new Error('second'));
  first?.reject(new Error('first'));
  await Promise.allSettled([first?.promise, second?.promise]);
  expect(hasThrown).toBe(false);
  third?.resolve('third');
  await expect(all).rejects.toThrow('first');
});
