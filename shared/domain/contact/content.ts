import type { MessageItem, StepMessage } from '../../ports/contact.ts';
import { currencyOf } from '../account.ts';
import { type BusinessDate, daysBetween } from '../calendar.ts';
import { sumMinor } from '../money.ts';
import { type Format, formatFor } from './format.ts';
import type { Creditor } from './settings.ts';
import type { Labels, Values } from './template.ts';
import type { Locale } from './types.ts';

/** An account with thousands of open invoices still gets a message that mail programs show whole. */
const maxListedItems = 200;

/** To whom a message speaks. */
export type Addressee = {
  readonly name: string;
  readonly locale: Locale;
  readonly country?: string | undefined;
};

/** What a message is about, before any words. */
export type Subject = Pick<StepMessage, 'accountId' | 'items' | 'totals' | 'asked'>;

/** Everything that the words of one message are made of. */
export type Content = {
  readonly format: Format;
  readonly listed: readonly MessageItem[];
  /** Open instalments that are not listed, and their sum. */
  readonly rest: { readonly items: number; readonly openMinor: number };
  /** Invoices that something is asked of, rather than their instalments. */
  readonly count: number;
  readonly openMinor: number;
  readonly unappliedMinor: number;
  /** What is asked for. */
  readonly toPayMinor: number;
  /** Open beyond cash, and not asked for. */
  readonly notAskedMinor: number;
  /** The one link that pays it all, when the listed items agree on one. */
  readonly payUrl: string | undefined;
  readonly values: Values;
};

/** Texts that we did not write stay on one line: a name must not add lines or headers. */
export const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

export const lateness = (
  labels: Labels,
  format: Format,
  dueOn: BusinessDate,
  today: BusinessDate,
): string => {
  const days = daysBetween(dueOn, today);
  if (days < 0) return labels.notYetDue;
  if (days === 0) return labels.dueToday;
  const text = days === 1 ? labels.daysLate.one : labels.daysLate.other;
  return text.replace('{n}', format.count(days));
};

const byAge = (left: MessageItem, right: MessageItem): number => {
  if (left.dueOn !== right.dueOn) return left.dueOn < right.dueOn ? -1 : 1;
  if (left.invoiceNumber !== right.invoiceNumber) {
    return left.invoiceNumber < right.invoiceNumber ? -1 : 1;
  }
  return left.instalment - right.instalment;
};

/** What a message lists, oldest first, whatever the order of the items. */
export const listedItems = (items: readonly MessageItem[]): MessageItem[] =>
  [...items].sort(byAge).slice(0, maxListedItems);

/** The same items in any order give the same content. */
export const contentOf = (
  about: Subject,
  to: Addressee,
  creditor: Creditor,
  labels: Labels,
  today: BusinessDate,
): Content => {
  const format = formatFor(to.locale, to.country, currencyOf(about.accountId));
  const listed = listedItems(about.items);
  const first = listed[0];
  if (first === undefined) throw new RangeError('a message lists at least one open item');
  if (about.asked === undefined) throw new RangeError('a message asks for something');
  const { amountMinor: toPayMinor, invoices: count, oldest, lastDueOn } = about.asked;
  const { openMinor, unappliedMinor } = about.totals;
  const rest = {
    items: about.totals.items - listed.length,
    openMinor: openMinor - sumMinor(listed.map((item) => item.openMinor)),
  };
  const urls = new Set(listed.map((item) => item.paymentUrl));
  const payUrl = urls.size === 1 && rest.items === 0 ? first.paymentUrl : undefined;
  const notAskedMinor = openMinor - unappliedMinor - toPayMinor;
  return {
    format,
    listed,
    rest,
    count,
    openMinor,
    unappliedMinor,
    toPayMinor,
    notAskedMinor,
    payUrl,
    values: {
      creditor: oneLine(creditor.name),
      name: oneLine(to.name),
      count: format.count(count),
      toPay: format.money(toPayMinor),
      total: notAskedMinor > 0 ? format.money(openMinor) : '',
      firstNumber: oldest.invoiceNumber,
      firstDue: format.date(oldest.dueOn),
      lastDue: format.date(lastDueOn),
      late: lateness(labels, format, oldest.dueOn, today),
      payUrl: oldest.paymentUrl ?? '',
      smsPayment: oneLine(creditor.smsPayment[to.locale]),
    },
  };
};
