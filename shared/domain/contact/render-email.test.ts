import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { publishedTemplates } from '../../../templates/catalogue.ts';
import {
  about,
  creditor,
  email,
  item,
  sms,
  today,
  visible,
} from '../../../test/support/rendering.ts';
import { addDays, businessDate } from '../calendar.ts';

/** Where a line of plain text joins what stands in cells and links of their own on the page. */
const separators =
  /: (?=\S+$)|: (?=[^ ]*\d)|, (?:due|vencimiento|vencimento) |\s\((?=[^)]*\)$)|\)$/;

describe('an e-mail', () => {
  test('of one invoice, word for word', () => {
    const paymentUrl = 'https://pay.example.com/1?a=1&b=2';
    const { subject, text, html } = email('reminder-overdue', about([item({ paymentUrl })]));
    expect(subject).toBe('Invoice INV-1 from Acme & Sons, Inc. is overdue');
    expect(text).toBe(
      [
        'Your invoice is overdue',
        '',
        'Dear Jane Doe,',
        '',
        'We have not yet received full payment of invoice INV-1, which was due on March 1, 2026. There is $1,234.50 past due.',
        'Please arrange the payment now, or tell us when we can expect it.',
        '',
        '- INV-1: $1,234.50, due March 1, 2026 (10 days late)',
        '  Pay: https://pay.example.com/1?a=1&b=2',
        '',
        'To pay: $1,234.50',
        '',
        'Pay now: https://pay.example.com/1?a=1&b=2',
        '',
        'How to pay',
        'Bank transfer to account 12-345.',
        'Quote the invoice number.',
        '',
        'If you have already paid, thank you: please disregard this message.',
        'If you do not agree with an invoice, reply to this message and tell us why.',
        '',
        'Acme & Sons, Inc.',
        '',
        '-- ',
        'You receive this message from Acme & Sons, Inc. because there are open invoices in your name.',
        'Reply to this message to ask a question, to be contacted in another way, or to stop receiving these e-mails.',
        '',
      ].join('\n'),
    );
    expect(html).toContain('<html lang="en"');
    expect(html).toContain('<title>Invoice INV-1 from Acme &amp; Sons, Inc. is overdue</title>');
    expect(
      html.match(/href="https:\/\/pay\.example\.com\/1\?a&#x3D;1&amp;b&#x3D;2"/g),
    ).toHaveLength(2);
  });

  test('says on the page what it says in plain text', () => {
    const items = [
      item({ documentUrl: 'https://docs.example.com/1' }),
      item({ invoiceNumber: 'INV-2', dueOn: today, openMinor: 5 }),
      item({ invoiceNumber: 'INV-3', dueOn: addDays(today, 9), openMinor: 700 }),
    ];
    for (const locale of ['en', 'es', 'pt'] as const) {
      for (const template of publishedTemplates.filter(({ channel }) => channel === 'email')) {
        const { html, text } = email(
          template.name,
          about(items, { totals: { items: 3, openMinor: 124155, unappliedMinor: 155 } }),
          { name: 'Ana', locale },
        );
        const page = visible(html);
        const parts = text
          .split('\n')
          .filter((line) => line !== '-- ')
          .flatMap((line) => line.replace(/^- |^ {2}/, '').split(separators))
          .filter((part) => !part.startsWith('https:'));
        for (const part of parts) expect(page).toContain(part.replace(/\s+/g, ' ').trim());
        expect(html).not.toMatch(/\{\{|\{[a-z]+\}|undefined|\[object/);
        expect(text).not.toMatch(/[{}]|undefined|\[object/);
      }
    }
  });

  test('shows the credit that waits on the account and asks for the rest', () => {
    const totals = { items: 1, openMinor: 123450, unappliedMinor: 23450 };
    const { text } = email('reminder-overdue', about([item()], { totals }));
    expect(text).toContain(
      'Total open: $1,234.50\nCredit on your account: -$234.50\nTo pay: $1,000.00',
    );
    expect(text).toContain('There is $1,000.00 past due.');
  });

  test('speaks of one invoice and of several', () => {
    const two = about([item(), item({ invoiceNumber: 'INV-2', openMinor: 50 })]);
    expect(email('reminder-before-due', about([item({ dueOn: addDays(today, 5) })])).subject).toBe(
      'Invoice INV-1 from Acme & Sons, Inc. is due on March 16, 2026',
    );
    expect(email('reminder-overdue', two).subject).toBe(
      '2 invoices from Acme & Sons, Inc. are overdue',
    );
    const spanish = { name: 'Ana', locale: 'es' as const, country: 'ES' };
    expect(email('reminder-overdue-second', about([item()]), spanish).subject).toBe(
      'Recordatorio de pago: su factura INV-1 de Acme & Sons, Inc. tiene 10 días de atraso',
    );
    const oneDay = about([item({ dueOn: addDays(today, -1) })]);
    expect(email('formal-demand', oneDay).text).toContain('is 1 day late.');
  });

  test('asks for what is past due, lists all that is open and says what the rest is', () => {
    const items = [
      item({ openMinor: 8099 }),
      item({ invoiceNumber: 'INV-2', dueOn: today, openMinor: 1000 }),
      item({ invoiceNumber: 'INV-3', dueOn: addDays(today, 20), openMinor: 20_682 }),
    ];
    for (const name of ['reminder-overdue', 'reminder-overdue-second', 'formal-demand']) {
      const { subject, text } = email(name, about(items));
      expect(subject).toContain('INV-1');
      expect(text).toContain('$80.99 past due');
      expect(text).toContain(
        'everything that is open on your account, $297.81 in total; this message asks for $80.99.',
      );
      expect(text).toContain('- INV-3: $206.82, due March 31, 2026 (not due yet)');
      expect(text).toContain('Total open: $297.81\nNot asked for yet: -$216.82\nTo pay: $80.99\n');
    }
    expect(sms(about(items))).toContain('USD 80.99 to pay of USD 297.81 open');
  });

  test('names the oldest invoice that the credit leaves something of', () => {
    const items = [
      item({ openMinor: 1000 }),
      item({ invoiceNumber: 'INV-2', dueOn: addDays(today, -2), openMinor: 1000 }),
      item({ invoiceNumber: 'INV-3', dueOn: addDays(today, 9), openMinor: 500 }),
    ];
    const totals = { items: 3, openMinor: 2500, unappliedMinor: 1200 };
    const { text } = email('formal-demand', about(items, { totals }));
    expect(text).toContain('$8.00 past due to Acme & Sons, Inc. for invoice INV-2. It was due on');
    expect(text).toContain('is 2 days late.');
    expect(text).toContain(
      'Total open: $25.00\nCredit on your account: -$12.00\nNot asked for yet: -$5.00\nTo pay: $8.00',
    );
  });

  test('speaks before the due date of what falls due, not of what is open', () => {
    const items = [
      item({ dueOn: addDays(today, 3), openMinor: 100 }),
      item({ invoiceNumber: 'INV-2', dueOn: addDays(today, 5), openMinor: 200 }),
      item({ invoiceNumber: 'INV-3', dueOn: addDays(today, 60), openMinor: 700 }),
    ];
    expect(email('reminder-before-due', about(items)).text).toContain(
      '2 invoices, with $3.00 to pay in all, fall due by March 16, 2026.',
    );
  });

  test('never presumes that it was written before', () => {
    const presumed = /despite|our reminders|second|a pesar de|segundo|apesar/i;
    for (const { texts } of publishedTemplates) expect(JSON.stringify(texts)).not.toMatch(presumed);
  });

  test('names the instalments of an invoice and counts it once', () => {
    const { text, subject } = email(
      'reminder-overdue',
      about([item(), item({ instalment: 2, dueOn: addDays(today, 20) })]),
    );
    expect(subject).toBe('Invoice INV-1 from Acme & Sons, Inc. is overdue');
    expect(text).toContain('- INV-1 (instalment 1): $1,234.50, due March 1, 2026 (10 days late)');
    expect(text).toContain('- INV-1 (instalment 2): $1,234.50, due March 31, 2026 (not due yet)');
  });

  test('lists the oldest 200 of an account and sums up the rest', () => {
    const items = Array.from({ length: 230 }, (_, index) =>
      item({
        invoiceNumber: `N${String(index).padStart(4, '0')}`,
        dueOn: addDays(businessDate('2025-01-01'), index),
        openMinor: 100,
      }),
    );
    const totals = { items: 1230, openMinor: 123_000, unappliedMinor: 0 };
    const oldest = { invoiceNumber: 'N0000', dueOn: businessDate('2025-01-01') };
    const asked = { amountMinor: 123_000, invoices: 1230, oldest, lastDueOn: oldest.dueOn };
    const { text, html } = email('reminder-overdue', about(items.toReversed(), { totals, asked }));
    expect(text.match(/^- N\d{4}:/gm)).toHaveLength(200);
    expect(text).toContain('- N0000: ');
    expect(text).not.toContain('N0200');
    expect(text).toContain('- and 1,030 more invoices: $1,030.00');
    expect(text).toContain('full payment of 1,230 invoices that are past due');
    expect(visible(html)).toContain('and 1,030 more invoices $1,030.00');
    expect(Buffer.byteLength(html)).toBeLessThan(102_400);
  });

  test('escapes what others wrote, and keeps it on one line', () => {
    const mallory = {
      name: '<script>alert(1)</script>\r\nBcc: all@example.com',
      locale: 'en' as const,
    };
    const { html, text, subject } = email(
      'reminder-overdue',
      about([item({ invoiceNumber: '"><img' })]),
      mallory,
      { ...creditor, name: 'Evil\r\nSubject: x' },
    );
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; Bcc: all@example.com');
    expect(text).toContain('Dear <script>alert(1)</script> Bcc: all@example.com,');
    expect(subject).toBe('Invoice "><img from Evil Subject: x is overdue');
  });

  test('offers one button only when one link pays everything', () => {
    const paymentUrl = 'https://pay.example.com/a';
    const shared = [item({ paymentUrl }), item({ invoiceNumber: 'INV-2', paymentUrl })];
    const apart = [item({ paymentUrl }), item({ invoiceNumber: 'INV-2' })];
    expect(email('reminder-overdue', about(shared)).html).toContain('Pay now');
    expect(email('reminder-overdue', about(apart)).html).not.toContain('Pay now');
    expect(email('reminder-overdue', about(apart)).html).toContain(paymentUrl);
  });

  test('does not depend on the order of the items', () => {
    const items = [
      item(),
      item({ instalment: 2 }),
      item({ invoiceNumber: 'INV-0' }),
      item({ dueOn: today }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(items, { minLength: items.length }), (shuffled) => {
        expect(email('reminder-overdue', about(shuffled))).toEqual(
          email('reminder-overdue', about(items)),
        );
      }),
    );
  });

  test('lists something, or is not written', () => {
    expect(() => email('reminder-overdue', about([]))).toThrow('at least one open item');
    expect(() => email('no-such-template', about([item()]))).toThrow('no template is called');
  });
});
