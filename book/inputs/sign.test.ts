import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { instantOf } from '../../shared/domain/calendar.ts';
import { sharedFile } from '../../test/support/shared-data.ts';
import { standardHeaders, stripeHeaders } from './sign.ts';
import { stripeAmount } from './stripe.ts';

type Vector = {
  readonly secret: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};

const firstVector = (file: string): Vector => {
  const text = readFileSync(sharedFile(`vectors/${file}`), 'utf8');
  const [vector] = (JSON.parse(text) as { vectors: readonly Vector[] }).vectors;
  if (vector === undefined) throw new Error(`${file} has no vectors`);
  return vector;
};

it('signs as the published vector of Standard Webhooks', () => {
  const { secret, body, headers } = firstVector('standard-webhooks.json');
  const at = instantOf(Number(headers['webhook-timestamp']) * 1000);
  expect(standardHeaders(secret, body, at, headers['webhook-id'] ?? '')).toMatchObject(headers);
});

it('signs as the published vector of Stripe, to the second', () => {
  const { secret, body, headers } = firstVector('stripe.json');
  const published = headers['stripe-signature'] ?? '';
  const second = Number(/t=(\d+)/.exec(published)?.[1]);
  const signed = stripeHeaders(secret, body, instantOf(second * 1000 + 900));
  expect(published.startsWith(signed['stripe-signature'] ?? 'nothing')).toBe(true);
});

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
