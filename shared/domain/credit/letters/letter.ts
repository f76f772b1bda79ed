import { oneLine } from '../../contact/content.ts';
import { filled, type LetterTemplate, type LetterTexts, type LetterValues } from './template.ts';

/** A letter in words, before it has a shape. */
export type Letter = {
  readonly locale: keyof LetterTemplate['texts'];
  readonly title: string;
  readonly opening: readonly string[];
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  readonly list: readonly string[];
  readonly closing: readonly string[];
  /** The last line: who signs. */
  readonly sender: string;
};

export type LetterMail = { readonly subject: string; readonly html: string; readonly text: string };

type Given = {
  readonly template: LetterTemplate;
  readonly locale: Letter['locale'];
  readonly values: LetterValues;
  /** Sentences listed after the opening. */
  readonly list?: readonly string[];
};

/** Names and references are not ours: they stay on their line, whatever is in them. */
const plain = (values: LetterValues): LetterValues => ({
  creditor: oneLine(values.creditor),
  name: oneLine(values.name),
  reference: oneLine(values.reference),
  limit: values.limit,
  days: values.days,
  until: values.until,
  on: values.on,
});

const say = ({ template, locale, values }: Given) => {
  const safe = plain(values);
  const texts: LetterTexts = template.texts[locale];
  return { texts, fill: (text: string): string => filled(text, safe), safe };
};

export const letterOf = (given: Given): Letter => {
  const { texts, fill, safe } = say(given);
  return {
    locale: given.locale,
    title: fill(texts.title),
    opening: texts.opening.map(fill),
    rows: texts.rows.map(({ label, value }) => ({ label: fill(label), value: fill(value) })),
    list: (given.list ?? []).map(oneLine),
    closing: texts.closing.map(fill),
    sender: safe.creditor,
  };
};

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in a page or in a quoted attribute of one. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

/** The e-mail that brings a letter, with its link where it has one. */
export const mailOf = (given: Given & { readonly url?: string }): LetterMail => {
  const { texts, fill } = say(given);
  const { subject, opening, button, closing } = texts.mail;
  const list = (given.list ?? []).map(oneLine);
  const { url } = given;
  const label = fill(button ?? url ?? '');
  const html = [
    '<!doctype html>',
    `<html lang="${given.locale}"><head><meta charset="utf-8"></head>`,
    '<body style="font:16px/1.5 sans-serif;max-width:36em;margin:2em auto;padding:0 1em">',
    ...opening.map((text) => paragraph(fill(text))),
    ...(list.length === 0
      ? []
      : [`<ul>${list.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`]),
    ...(url === undefined ? [] : [`<p><a href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>`]),
    ...closing.map((text) => paragraph(fill(text))),
    '</body></html>',
    '',
  ].join('\n');
  const text = [
    ...opening.map(fill),
    ...(list.length === 0 ? [] : [list.map((each) => `- ${each}`).join('\n')]),
    ...(url === undefined ? [] : [url]),
    ...closing.map(fill),
  ].join('\n\n');
  return { subject: oneLine(fill(subject)), html, text: `${text}\n` };
};
