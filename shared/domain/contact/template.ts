import * as z from 'zod';
import type { Locale } from './types.ts';

/** What a text of a template may speak of; each is filled in already formatted for the locale. */
export const placeholders = [
  'creditor',
  'name',
  'count',
  'toPay',
  'total',
  'firstNumber',
  'firstDue',
  'lastDue',
  'late',
  'payUrl',
  'smsPayment',
] as const;

export type Placeholder = (typeof placeholders)[number];
export type Values = Readonly<Record<Placeholder, string>>;

const known: ReadonlySet<string> = new Set(placeholders);
const marks = /\{([^{}]*)\}/g;

const line = z
  .string()
  .min(1)
  .refine(
    (text) => [...text.matchAll(marks)].every(([, name = '']) => known.has(name)),
    `expected only {${placeholders.join('}, {')}}`,
  )
  .refine((text) => !/[{}]/.test(text.replaceAll(marks, '')), 'expected braces in pairs');

/** One text, or two when the number of invoices changes the sentence. */
const phrase = z.union([line, z.object({ one: line, other: line })]);
export type Phrase = z.infer<typeof phrase>;

/** The sentence for that many invoices, with its values; nothing is escaped here. */
export const say = (text: Phrase, count: number, values: Values): string => {
  const chosen = typeof text === 'string' ? text : count === 1 ? text.one : text.other;
  return chosen.replaceAll(marks, (_, name: Placeholder) => values[name]);
};

/** Whether a sentence speaks of something, e.g. of a link that this message does not have. */
export const speaksOf = (text: Phrase, name: Placeholder): boolean =>
  (typeof text === 'string' ? [text] : [text.one, text.other]).some((each) =>
    each.includes(`{${name}}`),
  );

const perLocale = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ en: schema, es: schema, pt: schema });

const identity = { name: z.string().regex(/^[a-z0-9-]{1,64}$/), version: z.int().positive() };

/** An e-mail: its sentences per locale; the table, totals and ways to pay come with the layout. */
export const emailTemplate = z.object({
  ...identity,
  channel: z.literal('email'),
  layout: z.string().meta({ description: 'Layout and labels, name.version' }),
  texts: perLocale(
    z.object({
      subject: phrase,
      preheader: phrase,
      heading: phrase,
      opening: z.array(phrase).min(1),
      closing: z.array(phrase).min(1),
    }),
  ),
});

/** A text message: the same said ever shorter; the first that fits into one segment is sent. */
export const smsTemplate = z.object({
  ...identity,
  channel: z.literal('sms'),
  texts: perLocale(z.object({ variants: z.array(phrase).min(2) })),
});

export const messageTemplate = z.discriminatedUnion('channel', [emailTemplate, smsTemplate]);

export type EmailTemplate = z.infer<typeof emailTemplate>;
export type SmsTemplate = z.infer<typeof smsTemplate>;
export type MessageTemplate = z.infer<typeof messageTemplate>;

const word = z.string().min(1);
const counted = z.object({ one: word, other: word });

/** The words of the layout, and of anything else that all templates say alike. `{n}` is a number. */
export const layoutLabels = perLocale(
  z.object({
    greeting: word,
    alsoOpen: word,
    invoice: word,
    instalment: word,
    due: word,
    status: word,
    amount: word,
    notYetDue: word,
    dueToday: word,
    daysLate: counted,
    total: word,
    credit: word,
    notAsked: word,
    toPay: word,
    rest: counted,
    payNow: word,
    pay: word,
    view: word,
    howToPay: word,
    footer: z.array(word).min(1),
  }),
);

export type LayoutLabels = z.infer<typeof layoutLabels>;
export type Labels = LayoutLabels[Locale];

/** Words and page of one published layout; the page escapes everything that it is given. */
export type EmailLayout = {
  readonly labels: LayoutLabels;
  readonly toHtml: (page: object) => string;
};

/** Where a message finds what is published. */
export type TemplateCatalogue = {
  /** The newest published version. @throws RangeError when nothing has that name. */
  readonly template: (name: string) => MessageTemplate;
  /** @throws RangeError when no layout has that name. */
  readonly layout: (name: string) => EmailLayout;
};
