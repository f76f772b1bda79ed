import { addDays, businessDate } from '../../shared/domain/calendar.ts';
import { askedThrough } from '../../shared/domain/collections/asked.ts';
import { chasedItems } from '../../shared/domain/collections/chased.ts';
import type { Addressee, Subject } from '../../shared/domain/contact/content.ts';
import { render } from '../../shared/domain/contact/render.ts';
import type { Creditor } from '../../shared/domain/contact/settings.ts';
import type { MessageItem } from '../../shared/ports/contact.ts';
import { templateCatalogue } from '../../templates/catalogue.ts';

export const creditor: Creditor = {
  name: 'Acme & Sons, Inc.',
  shortName: 'Acme',
  paymentInstructions: {
    en: 'Bank transfer to account 12-345.\nQuote the invoice number.',
    es: 'Transferencia a la cuenta 12-345.\nIndique el número de factura.',
    pt: 'Transferência para a conta 12-345.\nInforme o número da fatura.',
  },
  smsPayment: {
    en: 'Pay to account 12-345',
    es: 'Pague en la cuenta 12-345',
    pt: 'Pague na conta 12-345',
  },
};
export const jane: Addressee = { name: 'Jane Doe', locale: 'en', country: 'US' };
export const today = businessDate('2026-03-11');

export const item = (over: Partial<MessageItem> = {}): MessageItem => ({
  invoiceNumber: 'INV-1',
  instalment: 1,
  dueOn: businessDate('2026-03-01'),
  openMinor: 123450,
  ...over,
});

const chasedOf = (items: readonly MessageItem[], unappliedMinor: number) =>
  chasedItems({
    currency: 'USD',
    availableMinor: unappliedMinor,
    planned: { amountMinor: 0, invoiceNumbers: [] },
    items: items
      .map((each) => ({ ...each, disputed: false }))
      .sort((left, right) => (left.dueOn < right.dueOn ? -1 : 1)),
  });

/** Asks for what is past due; when nothing is, for what falls due. */
export const about = (items: readonly MessageItem[], over: Partial<Subject> = {}): Subject => {
  const totals = {
    items: items.length,
    openMinor: items.reduce((sum, each) => sum + each.openMinor, 0),
    unappliedMinor: 0,
    ...over.totals,
  };
  const chased = chasedOf(items, totals.unappliedMinor);
  const asked = askedThrough(chased, addDays(today, -1)) ?? askedThrough(chased, addDays(today, 5));
  return { accountId: 'c1|main|USD', items, asked, ...over, totals };
};

export const email = (name: string, subject: Subject, to = jane, by = creditor) => {
  const rendered = render(templateCatalogue, name, subject, to, by, today);
  if (rendered.channel !== 'email') throw new Error(`${name} is no e-mail`);
  return rendered;
};
export const sms = (subject: Subject, to = jane, by = creditor) =>
  render(templateCatalogue, 'sms-overdue', subject, to, by, today).text;

export const visible = (html: string): string =>
  html
    .replace(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/&#x27;/g, "'")
    .replace(/\s+/g, ' ');
