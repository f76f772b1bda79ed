import { expect, it } from 'vitest';
import { stripeAmount } from './stripe.ts';

it.each([
  [5594, 'USD', 5594],
  [1000, 'CLP', 1000],
  [12_345, 'KWD', 12_345],
  [700, 'ISK', 70_000],
  [5000, 'MGA', 50],
])('says %d minor units of %s as %d', (minor, currency, amount) => {
  expect(stripeAmount(minor, currency)).toBe(amount);
});

it('refuses an amount that Stripe has no number for', () => {
  expect(() => stripeAmount(5001, 'MGA')).toThrow('5001 MGA minor units have no amount at Stripe');
});
