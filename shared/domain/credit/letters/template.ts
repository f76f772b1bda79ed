import * as z from 'zod';
import type { Locale } from '../../contact/types.ts';

/** What a letter may speak of; each is filled in already formatted for the locale. */
export const letterPlaceholders = [
  'creditor',
  'name',
  'reference',
  'limit',
  'days',
  'until',
  'on',
] as const;

export type LetterValues = Readonly<Record<(typeof letterPlaceholders)[number], string>>;

const known: ReadonlySet<string> = new Set(letterPlaceholders);
const marks = /\{([^{}]*)\}/g;

const line = z
  .string()
  .min(1)
  .refine(
    (text) => [...text.matchAll(marks)].every(([, name = '']) => known.has(name)),
    `expected only {${letterPlaceholders.join('}, {')}}`,
  )
  .refine((text) => !/[{}]/.test(text.replaceAll(marks, '')), 'expected braces in pairs');

const lines = z.array(line).min(1);

/** A letter and the e-mail that brings it; a list, such as that of the reasons, follows the opening. */
export const letterTemplate = z.object({
  name: z.string().regex(/^[a-z0-9-]{1,64}$/),
  version: z.int().positive(),
  channel: z.literal('letter'),
  texts: z.record(
    z.enum(['en', 'es', 'pt']),
    z.object({
      title: line,
      opening: lines,
      rows: z.array(z.object({ label: line, value: line })),
      closing: lines,
      mail: z.object({
        subject: line,
        opening: lines,
        /** Words of the link, for letters that have one. */
        button: line.optional(),
        closing: lines,
      }),
    }),
  ),
});

export type LetterTemplate = z.infer<typeof letterTemplate>;
export type LetterTexts = LetterTemplate['texts'][Locale];

/** The sentence with its values; nothing is escaped here. */
export const filled = (text: string, values: LetterValues): string =>
  text.replaceAll(marks, (_, name: keyof LetterValues) => values[name]);
