import { describe, expect, it } from 'vitest';
import type { MessageItem } from '../../ports/contact.ts';
import { businessDate } from '../calendar.ts';
import { contentOf, lateness, listedItems, oneLine, type Subject } from './content.ts';
import { formatFor } from './format.ts';
import type { Creditor } from './settings.ts';
import type { Labels } from './template.ts';

const today = businessDate('2026-03-10');
const creditor: Creditor = {
  name: 'Acme,\n Inc.',
  shortName: 'Acme',
  paymentInstructions: { en: 'Pay.', es: 'Pague.', pt: 'Pague.' },
  smsPayment: { en: 'Pay  at acme.example', es: 'Pague en', pt: 'Pague em' },
};
const labels = {
  notYetDue: 'not yet due',
  dueToday: 'due today',
  daysLate: { one: 'one day late', other: '{n} days late' },
} as Labels;

const item = (invoiceNumber: string, over: Partial<MessageItem> = {}): MessageItem => ({
  invoiceNumber,
  instalment: 1,
  dueOn: businessDate('2026-03-01'),
  openMinor: 10_000,
  ...over,
});

const subject = (items: readonly MessageItem[], over: Partial<Subject> = {}): Subject => {
  const [oldest] = items;
  const openMinor = items.reduce((sum, one) => sum + one.openMinor, 0);
  return {
    accountId: 'acme|main|USD',
    items,
    totals: { items: items.length, openMinor, unappliedMinor: 0 },
    asked: oldest && {
      amountMinor: openMinor,
      invoices: items.length,
      oldest,
      lastDueOn: oldest.dueOn,
    },
    ...over,
  };
};
const contentFor = (about: Subject) =>
  contentOf(
    about,
    { name: ' Ana\r\nBcc: x ', locale: 'en', country: 'US' },
    creditor,
    labels,
    today,
  );

describe('the words for how late something is', () => {
  it.each([
    ['2026-03-11', 'not yet due'],
    ['2026-03-10', 'due today'],
    ['2026-03-09', 'one day late'],
    ['2026-03-08', '2 days late'],
    ['2020-03-10', '2,191 days late'],
  ])('due on %s: %s', (dueOn, words) => {
    const format = formatFor('en', 'US', 'USD');
    expect(lateness(labels, format, businessDate(dueOn), today)).toBe(words);
  });
});

describe('what a message lists', () => {
  const order = (items: readonly MessageItem[]) =>
    listedItems(items).map(({ invoiceNumber, instalment }) => `${invoiceNumber}/${instalment}`);

  it('is oldest first, then by invoice and instalment, in whatever order it comes', () => {
    const late = businessDate('2026-02-01');
    const items = [
      item('B', { dueOn: late, instalment: 2 }),
      item('A', { instalment: 10 }),
      item('A', { instalment: 9 }),
      item('C', { dueOn: late }),
      item('B', { dueOn: late }),
    ];
    const expected = ['B/1', 'B/2', 'C/1', 'A/9', 'A/10'];
    expect(order(items)).toEqual(expected);
    expect(order(items.toReversed())).toEqual(expected);
  });

  it('is two hundred items at most, and says what the rest comes to', () => {
    const items = Array.from({ length: 203 }, (_, index) =>
      item(`F${String(index).padStart(3, '0')}`, { paymentUrl: 'https://pay.example/all' }),
    );
    const content = contentFor(subject(items));
    expect(content.listed).toHaveLength(200);
    expect(content.rest).toEqual({ items: 3, openMinor: 30_000 });
    // One link for what is listed does not pay what is not.
    expect(content.payUrl).toBeUndefined();
    expect(contentFor(subject(items.slice(0, 200))).payUrl).toBe('https://pay.example/all');
  });
});

describe('the content of a message', () => {
  const link = { paymentUrl: 'https://pay.example/1' };

  it('has the words that templates use, texts of others on one line', () => {
    const first = item('F1', link);
    const about = subject([first, item('F2', { dueOn: businessDate('2026-03-05') })], {
      totals: { items: 2, openMinor: 20_000, unappliedMinor: 1000 },
      asked: {
        amountMinor: 9000,
        invoices: 1,
        oldest: first,
        lastDueOn: businessDate('2026-03-01'),
      },
    });
    const content = contentFor(about);
    expect(content).toMatchObject({
      rest: { items: 0, openMinor: 0 },
      count: 1,
      openMinor: 20_000,
      unappliedMinor: 1000,
      toPayMinor: 9000,
      notAskedMinor: 10_000,
      payUrl: undefined,
    });
    expect(content.values).toEqual({
      creditor: 'Acme, Inc.',
      name: 'Ana Bcc: x',
      count: '1',
      toPay: '$90.00',
      total: '$200.00',
      firstNumber: 'F1',
      firstDue: 'March 1, 2026',
      lastDue: 'March 1, 2026',
      late: '9 days late',
      payUrl: 'https://pay.example/1',
      smsPayment: 'Pay at acme.example',
    });
  });

  it('speaks of a total only when not all of it is asked for', () => {
    expect(contentFor(subject([item('F1')])).values.total).toBe('');
    expect(contentFor(subject([item('F1')])).notAskedMinor).toBe(0);
  });

  it('has one link when all that is listed agrees on it', () => {
    expect(contentFor(subject([item('F1', link), item('F2', link)])).payUrl).toBe(link.paymentUrl);
    const two = [item('F1', link), item('F2', { paymentUrl: 'https://pay.example/2' })];
    expect(contentFor(subject(two)).payUrl).toBeUndefined();
    expect(contentFor(subject([item('F1', link), item('F2')])).payUrl).toBeUndefined();
    expect(contentFor(subject([item('F1')])).values.payUrl).toBe('');
  });

  it('cannot be about nothing', () => {
    expect(() => contentFor(subject([]))).toThrow('a message lists at least one open item');
    expect(() => contentFor(subject([item('F1')], { asked: undefined }))).toThrow(
      'a message asks for something',
    );
  });
});

it('a text of others keeps to one line', () => {
  expect(oneLine('  Ana\t\tMaría\r\nBcc: x@y.example\u0000\u0007end\u2028. ')).toBe(
    'Ana María Bcc: x@y.example end .',
  );
});
