import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nodeSigning } from '../../adapters/node/signing.ts';
import { attemptOfToken, unsubscribeHeaders, unsubscribeToken } from './unsubscribe.ts';

const attemptId = '0123456789abcdef0123456789abcdef';
const token = unsubscribeToken(attemptId, 'current', nodeSigning);
const attemptOf = (given: string, secrets: readonly string[] = ['current']) =>
  attemptOfToken(given, secrets, nodeSigning);

describe('the token in the link that ends messages', () => {
  it('is the attempt and half of an HMAC over it', () => {
    const digest = createHmac('sha256', 'current').update(`unsubscribe:${attemptId}`).digest('hex');
    expect(token).toBe(`${attemptId}.${digest.slice(0, 32)}`);
  });

  it('names its attempt under any secret that is valid', () => {
    expect(attemptOf(token)).toBe(attemptId);
    expect(attemptOf(token, ['next', 'current'])).toBe(attemptId);
    expect(attemptOf(token, ['next'])).toBeUndefined();
    expect(attemptOf(token, [])).toBeUndefined();
  });

  it.each([
    ['another attempt', token.replace(/^0/, '1')],
    ['half a digest', token.slice(0, -1)],
    ['more digest', `${token}0`],
    ['more parts', `${token}.x`],
    ['no digest', `${attemptId}.`],
    ['no dot', attemptId],
    ['nothing', ''],
  ])('is not ours with %s', (_, forged) => {
    expect(attemptOf(forged)).toBeUndefined();
  });

  it('is not ours for what no attempt is called, signed or not', () => {
    for (const name of ['account', `x${attemptId}`, `${attemptId}x`, attemptId.toUpperCase()]) {
      expect(attemptOf(unsubscribeToken(name, 'current', nodeSigning))).toBeUndefined();
    }
  });
});

it('mail programs get a link for one click, and an address for those that know only letters', () => {
  expect(unsubscribeHeaders('https://x.example/u?t=1', 'help@acme.example')).toEqual({
    'List-Unsubscribe': '<https://x.example/u?t=1>, <mailto:help@acme.example?subject=unsubscribe>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  });
});
