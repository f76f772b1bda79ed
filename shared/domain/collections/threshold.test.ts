import { expect, it } from 'vitest';
import { thresholdOf } from './threshold.ts';

const thresholds = { default: 1_000_000, byCurrency: { USD: 500_000 } };

it.each([
  ['USD', 500_000],
  ['EUR', 1_000_000],
  ['JPY', 10_000],
  ['KWD', 10_000_000],
])('%s is told above %i minor units', (currency, minor) => {
  expect(thresholdOf(thresholds, currency)).toBe(minor);
});

it('is above zero even where a default is less than one unit', () => {
  expect(thresholdOf({ default: 1, byCurrency: {} }, 'JPY')).toBe(1);
});
