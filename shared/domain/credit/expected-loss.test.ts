import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectedLossMinor } from './expected-loss.ts';

const loss = (insuredMinor?: number, coveragePercent?: number) =>
  expectedLossMinor({
    exposureMinor: 1_000_000,
    probabilityPpm: 25_000,
    lossPercent: 60,
    insuredMinor,
    coveragePercent,
  });

it('is probability times loss times exposure', () => {
  expect(loss()).toBe(15_000);
});

it('is less by what an insurer bears', () => {
  expect(loss(500_000, 90)).toBe(8250);
  // Insured is never more than what is owed.
  expect(loss(9_000_000, 100)).toBe(0);
});

it('rounds up, and owes nothing where nothing is owed', () => {
  const one = { probabilityPpm: 1, lossPercent: 1 };
  expect(expectedLossMinor({ exposureMinor: 1, ...one })).toBe(1);
  expect(expectedLossMinor({ exposureMinor: -5, ...one })).toBe(0);
});

it('never exceeds the exposure and grows with the probability', () => {
  const ppm = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(
      fc.maxSafeNat(),
      ppm,
      ppm,
      fc.nat({ max: 100 }),
      (exposureMinor, a, b, lossPercent) => {
        const at = (probabilityPpm: number) =>
          expectedLossMinor({ exposureMinor, probabilityPpm, lossPercent });
        expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
        expect(at(Math.max(a, b))).toBeLessThanOrEqual(exposureMinor);
      },
    ),
  );
});
