import type { BusinessDate } from '../calendar.ts';
import {
  type Addressee,
  type Content,
  contentOf,
  lateness,
  oneLine,
  type Subject,
} from './content.ts';
import type { Creditor } from './settings.ts';
import { type EmailLayout, type EmailTemplate, type Labels, say } from './template.ts';

export type RenderedEmail = {
  readonly channel: 'email';
  readonly subject: string;
  readonly html: string;
  readonly text: string;
};

type Row = {
  readonly number: string;
  readonly due: string;
  readonly status: string;
  readonly late: boolean;
  readonly amount: string;
  readonly paymentUrl: string | undefined;
  readonly documentUrl: string | undefined;
};

const rowsOf = (content: Content, labels: Labels, today: BusinessDate): Row[] => {
  const instalments = Map.groupBy(content.listed, (item) => item.invoiceNumber);
  return content.listed.map((item) => ({
    number:
      item.instalment > 1 || (instalments.get(item.invoiceNumber)?.length ?? 0) > 1
        ? `${item.invoiceNumber} (${labels.instalment.replace('{n}', `${item.instalment}`)})`
        : item.invoiceNumber,
    due: content.format.date(item.dueOn),
    status: lateness(labels, content.format, item.dueOn, today),
    late: item.dueOn < today,
    amount: content.format.money(item.openMinor),
    paymentUrl: item.paymentUrl,
    documentUrl: item.documentUrl,
  }));
};

const restOf = ({ rest, format }: Content, labels: Labels) =>
  rest.items === 0
    ? undefined
    : {
        text: (rest.items === 1 ? labels.rest.one : labels.rest.other).replace(
          '{n}',
          format.count(rest.items),
        ),
        amount: format.money(rest.openMinor),
      };

/** What is asked for, alone when it is all that is open; else a sum that leads there. */
const totalsOf = (content: Content, labels: Labels) => {
  const { openMinor, unappliedMinor, notAskedMinor, toPayMinor } = content;
  const line = (label: string, minor: number, last = false) => ({
    label,
    amount: content.format.money(minor),
    last,
  });
  return [
    ...(toPayMinor === openMinor ? [] : [line(labels.total, openMinor)]),
    ...(unappliedMinor === 0 ? [] : [line(labels.credit, -unappliedMinor)]),
    ...(notAskedMinor === 0 ? [] : [line(labels.notAsked, -notAskedMinor)]),
    line(labels.toPay, toPayMinor, true),
  ];
};

type Page = ReturnType<typeof pageOf>;

const pageOf = (
  template: EmailTemplate,
  layout: EmailLayout,
  about: Subject,
  to: Addressee,
  creditor: Creditor,
  today: BusinessDate,
) => {
  const labels = layout.labels[to.locale];
  const texts = template.texts[to.locale];
  const content = contentOf(about, to, creditor, labels, today);
  const { count, values } = content;
  const fill = (text: string) =>
    text.replaceAll('{name}', values.name).replaceAll('{creditor}', values.creditor);
  return {
    locale: to.locale,
    labels,
    creditor: values.creditor,
    subject: oneLine(say(texts.subject, count, values)),
    preheader: say(texts.preheader, count, values),
    heading: say(texts.heading, count, values),
    greeting: fill(labels.greeting),
    opening: [...texts.opening, ...(values.total === '' ? [] : [labels.alsoOpen])].map((text) =>
      say(text, count, values),
    ),
    rows: rowsOf(content, labels, today),
    rest: restOf(content, labels),
    totals: totalsOf(content, labels),
    payUrl: content.payUrl,
    instructions: creditor.paymentInstructions[to.locale].split(/\s*\n\s*/),
    closing: texts.closing.map((text) => say(text, count, values)),
    footer: labels.footer.map(fill),
  };
};

const link = (label: string, url: string | undefined): string[] =>
  url === undefined ? [] : [`  ${label}: ${url}`];

/** The same words in the same order as the page, for people and programs that read plain text. */
const textOf = (page: Page): string => {
  const { labels } = page;
  const rows = page.rows.flatMap((row) => [
    `- ${row.number}: ${row.amount}, ${labels.due.toLowerCase()} ${row.due} (${row.status})`,
    ...link(labels.pay, row.paymentUrl),
    ...link(labels.view, row.documentUrl),
  ]);
  const blocks = [
    [page.heading],
    [page.greeting],
    page.opening,
    [...rows, ...(page.rest ? [`- ${page.rest.text}: ${page.rest.amount}`] : [])],
    page.totals.map(({ label, amount }) => `${label}: ${amount}`),
    page.payUrl === undefined ? [] : [`${labels.payNow}: ${page.payUrl}`],
    [labels.howToPay, ...page.instructions],
    page.closing,
    [page.creditor],
    ['-- ', ...page.footer],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
};

/** One e-mail over all open items of an account. */
export const renderEmail = (
  template: EmailTemplate,
  layout: EmailLayout,
  about: Subject,
  to: Addressee,
  creditor: Creditor,
  today: BusinessDate,
): RenderedEmail => {
  const page = pageOf(template, layout, about, to, creditor, today);
  return { channel: 'email', subject: page.subject, html: layout.toHtml(page), text: textOf(page) };
};
