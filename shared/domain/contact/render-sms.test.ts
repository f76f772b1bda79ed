import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { about, creditor, item, jane, sms, today } from '../../../test/support/rendering.ts';
import { addDays } from '../calendar.ts';
import { smsLength } from './sms.ts';
import type { Locale } from './types.ts';

/** Text that others wrote, of every kind of character. */
const foreignText = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ minLength: 1, maxLength, unit: 'grapheme' }),
      fc.string({
        minLength: 1,
        maxLength,
        unit: fc.constantFrom(...Array.from('€[]{}~ñáÇ電я A1')),
      }),
    )
    .filter((value) => value.trim() !== '' && value.length <= maxLength);

describe('a text message', () => {
  test.each<[Locale, string, string]>([
    [
      'en',
      'USD',
      'Acme & Sons, Inc.: invoice INV-1 is 10 days late, USD 1,234.50 to pay. Pay to account 12-345. Reply STOP to opt out',
    ],
    [
      'es',
      'EUR',
      'Acme & Sons, Inc.: su factura INV-1 tiene 10 dias de atraso, 1234,50 EUR a pagar. Pague en la cuenta 12-345. Responda STOP para no recibir mas',
    ],
    [
      'pt',
      'BRL',
      'Acme & Sons, Inc.: sua fatura INV-1 tem 10 dias de atraso, BRL 1.234,50 a pagar. Pague na conta 12-345. Responda STOP para nao receber mais',
    ],
  ])('%s, word for word', (locale, currency, expected) => {
    const subject = about([item()], { accountId: `c1|main|${currency}` });
    expect(sms(subject, { name: 'Ana', locale })).toBe(expected);
  });

  test('carries the link when there is one', () => {
    const paymentUrl = 'https://pay.example.com/1';
    expect(sms(about([item({ paymentUrl })]))).toBe(
      'Acme & Sons, Inc.: invoice INV-1 is 10 days late, USD 1,234.50 to pay. Pay at https://pay.example.com/1 Reply STOP to opt out',
    );
    expect(sms(about([item({ paymentUrl }), item({ invoiceNumber: 'INV-2' })]))).toBe(
      'Acme & Sons, Inc.: 2 overdue invoices, USD 2,469.00 to pay. The oldest (10 days late): https://pay.example.com/1 Reply STOP to opt out',
    );
  });

  test('shortens the name before it gives up the link, then the link', () => {
    const long = { ...creditor, name: `Acme ${'and Company '.repeat(6)}` };
    const paymentUrl = 'https://pay.example.com/1';
    expect(sms(about([item({ paymentUrl })]), jane, long)).toMatch(/^Acme: .*example\.com\/1/);
    const tooLong = `https://pay.example.com/${'x'.repeat(200)}`;
    expect(sms(about([item({ paymentUrl: tooLong })]), jane, long)).toMatch(
      /^Acme: .*account 12-345/,
    );
  });

  test('still fits when the name of the creditor is in another script', () => {
    const japanese = { ...creditor, name: '日本電力株式会社', shortName: '日本電力' };
    const text = sms(about([item()]), jane, japanese);
    expect(text).toBe('日本電力株式会社: USD 1,234.50 to pay. Pay to account 12-345');
    expect(smsLength(text)).toMatchObject({ encoding: 'UCS-2', fits: true });
  });

  test('is one segment whatever the names, links, amounts and locales', () => {
    const link = fc.option(
      fc.integer({ min: 0, max: 1000 }).map((length) => `https://p.example/${'x'.repeat(length)}`),
      { nil: undefined },
    );
    fc.assert(
      fc.property(
        fc.record({
          name: foreignText(120),
          shortName: foreignText(20),
          smsPayment: foreignText(48),
          locale: fc.constantFrom<Locale>('en', 'es', 'pt'),
          country: fc.constantFrom(
            undefined,
            'US',
            'ES',
            'MX',
            'CL',
            'CO',
            'BR',
            'CH',
            'IN',
            'EG',
            'ZZ',
          ),
          currency: fc.constantFrom('USD', 'EUR', 'CLP', 'KWD', 'COP', 'BRL', 'CLF', 'INR', 'XXX'),
          amount: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
          notAsked: fc.integer({ min: 0, max: 1_000_000 }),
          count: fc.integer({ min: 1, max: 10_000 }),
          daysLate: fc.integer({ min: -10, max: 4000 }),
          number: foreignText(128).map((value) => value.replace(/[#|\s]/gu, 'x')),
          paymentUrl: link,
        }),
        (given) => {
          const listed = item({
            invoiceNumber: given.number,
            dueOn: addDays(today, -given.daysLate),
            openMinor: given.amount,
            paymentUrl: given.paymentUrl,
          });
          const rendered = sms(
            {
              accountId: `c1|main|${given.currency}`,
              items: [listed],
              totals: {
                items: given.count,
                openMinor: Math.min(Number.MAX_SAFE_INTEGER, given.amount + given.notAsked),
                unappliedMinor: 0,
              },
              asked: {
                amountMinor: given.amount,
                invoices: given.count,
                oldest: listed,
                lastDueOn: listed.dueOn,
              },
            },
            { name: 'Ana', locale: given.locale, country: given.country },
            {
              ...creditor,
              name: given.name,
              shortName: given.shortName,
              smsPayment: { en: given.smsPayment, es: given.smsPayment, pt: given.smsPayment },
            },
          );
          expect(smsLength(rendered).fits).toBe(true);
          expect(rendered).not.toMatch(/[\r\n]/);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
