import { describe, expect, test } from 'vitest';
import { messageTemplate } from './template.ts';

describe('a template', () => {
  const sound = { name: 'x', version: 1, channel: 'sms' };
  const inAll = (variants: readonly unknown[]) => ({
    ...sound,
    texts: { en: { variants }, es: { variants }, pt: { variants } },
  });

  test.each([
    ['a placeholder that nobody fills', inAll(['{creditor}', '{amount}'])],
    ['an open brace', inAll(['{creditor}', '{toPay'])],
    ['a plural without its other form', inAll(['{creditor}', { one: 'x' }])],
    ['a missing language', { ...sound, texts: { en: { variants: ['a', 'b'] } } }],
  ])('is refused with %s', (_, template) => {
    expect(messageTemplate.safeParse(template).success).toBe(false);
    expect(messageTemplate.safeParse(inAll(['{creditor}', '{toPay}'])).success).toBe(true);
  });
});
