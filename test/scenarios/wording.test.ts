import { expect, it } from 'vitest';
import { story } from '../support/story/story.ts';
import { customer, invoice } from '../support/story/tellings.ts';

const pay = 'https://pay.example.com/i';
const read = 'https://docs.example.com/i';

/** Readers, what they owe, and how it must be written for them. */
const readers = [
  {
    customerId: 'acme',
    locale: 'en',
    zone: 'UTC',
    currency: 'USD',
    totalMinor: 123_456,
    amount: '$1,234.56',
    dueOn: 'March 9, 2026',
    instructions: 'Pay by bank transfer to Example Supplies',
  },
  {
    customerId: 'sol',
    locale: 'es',
    zone: 'America/Santiago',
    currency: 'CLP',
    totalMinor: 1_250_000,
    amount: '1.250.000',
    dueOn: '9 de marzo de 2026',
    instructions: 'Pague por transferencia a Example Supplies',
  },
  {
    customerId: 'lua',
    locale: 'pt',
    zone: 'America/Sao_Paulo',
    currency: 'BRL',
    totalMinor: 98_765,
    amount: '987,65',
    dueOn: '9 de março de 2026',
    instructions: 'Pague por transferência à Example Supplies',
  },
] as const;

it.each(readers)('writes to $customerId in $locale, amounts and dates as read there', (reader) =>
  story({ from: '2026-03-02' }, async (s) => {
    const { customerId, locale, zone, currency, totalMinor } = reader;
    const number = `${customerId}-1`;
    s.tell(
      '2026-03-02',
      '06:00',
      customer(customerId, { locale, zone, name: 'Jo & Söhne <Ltd>' }),
      invoice(number, {
        customerId,
        currency,
        totalMinor,
        dueOn: '2026-03-09',
        paymentUrl: `${pay}/${number}`,
        documentUrl: `${read}/${number}`,
      }),
    );
    await s.skipThrough('2026-04-09');
    const emails = s.runtime.outbox.filter((message) => message.channel === 'email');
    const texts = s.runtime.outbox.filter((message) => message.channel === 'sms');
    expect([emails.length, texts.length]).toEqual([4, 1]);
    for (const { subject, text = '', html = '' } of emails) {
      expect(subject).toContain(number);
      // What separates numbers from signs is often a space that does not break.
      for (const part of [number, reader.amount, reader.dueOn, reader.instructions]) {
        expect(text.replaceAll('\u00a0', ' ')).toContain(part);
      }
      for (const link of [`${pay}/${number}`, `${read}/${number}`]) {
        expect(text).toContain(link);
        expect(html).toContain(`href="${link}"`);
      }
      expect(text).toContain('Jo & Söhne <Ltd>');
      expect(html).toContain('Jo &amp; Söhne &lt;Ltd&gt;');
      expect(html).not.toContain('{{');
    }
    for (const { text } of texts) {
      expect(text).toContain(number);
      expect(text).toContain(`${pay}/${number}`);
      expect(text.length).toBeLessThanOrEqual(160);
    }
  }),
);

it('asks for what is past due and lists what is open', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      invoice('INV-1', { totalMinor: 8_099, dueOn: '2026-03-09' }),
      invoice('INV-2', { totalMinor: 21_682, dueOn: '2026-08-09' }),
    );
    await s.skipThrough('2026-04-09');
    const texts = s.runtime.outbox.map(({ text = '' }) => text);
    expect(texts).toHaveLength(5);
    for (const text of texts) {
      expect(text).toContain('80.99 ');
      expect(text).toContain('297.81');
      expect(text).not.toMatch(/297\.81 to pay|To pay: \$297/);
    }
  }));
