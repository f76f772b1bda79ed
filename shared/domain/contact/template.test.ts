import { describe, expect, test } from 'vitest';
import { messageTemplate, say, speaksOf, type Values } from './template.ts';

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

describe('a sentence', () => {
  const values = { creditor: 'Acme', toPay: '$5' } as unknown as Values;

  test('has its values, in the form for that many invoices', () => {
    expect(say('{creditor}: {toPay}, {creditor}', 3, values)).toBe('Acme: $5, Acme');
    const phrase = { one: 'one for {creditor}', other: 'many for {creditor}' };
    expect(say(phrase, 1, values)).toBe('one for Acme');
    expect(say(phrase, 2, values)).toBe('many for Acme');
    expect(say(phrase, 0, values)).toBe('many for Acme');
  });

  test('speaks of what any of its forms names', () => {
    expect(speaksOf('pay at {payUrl}', 'payUrl')).toBe(true);
    expect(speaksOf('pay at payUrl', 'payUrl')).toBe(false);
    expect(speaksOf({ one: 'pay', other: 'pay at {payUrl}' }, 'payUrl')).toBe(true);
    expect(speaksOf({ one: 'pay at {payUrl}', other: 'pay' }, 'payUrl')).toBe(true);
    expect(speaksOf({ one: 'pay', other: 'pay' }, 'payUrl')).toBe(false);
  });

  test('is refused when any of its placeholders is unknown', () => {
    const text = (variant: string) =>
      messageTemplate.safeParse({
        name: 'x',
        version: 1,
        channel: 'sms',
        texts: Object.fromEntries(
          ['en', 'es', 'pt'].map((locale) => [locale, { variants: [variant, '{toPay}'] }]),
        ),
      });
    expect(text('{creditor} {toPay}').success).toBe(true);
    expect(text('{creditor} {amount}').success).toBe(false);
    expect(text('{}').success).toBe(false);
    expect(text('').success).toBe(false);
  });
});
