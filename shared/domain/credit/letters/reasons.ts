import type { Locale } from '../../contact/types.ts';
import { missingReason } from '../../scoring/score.ts';
import type { PrincipalReason } from '../types.ts';

/** Texts of reasons by code; the English one is what a policy or scorecard says. */
export type ReasonTexts = Readonly<Record<string, Readonly<Record<Locale, string>>>>;

export type ToldReasons = {
  readonly texts: readonly string[];
  /** Codes of those that are told in the words of whoever decided. */
  readonly asDecided: readonly string[];
};

/** What is said of a characteristic about which nothing was known. */
const notKnown: Readonly<Record<Locale, string>> = {
  en: 'not known',
  es: 'no se conoce',
  pt: 'não se conhece',
};

const suffix = missingReason({ code: '', text: '' }).code;

/** The reason in a language; undefined when it is not one of those known. */
const said = (
  { code, text }: PrincipalReason,
  locale: Locale,
  known: ReasonTexts,
): string | undefined => {
  const of = (name: string) => (Object.hasOwn(known, name) ? known[name] : undefined);
  const texts = of(code);
  if (texts?.en === text) return texts[locale];
  const base = code.endsWith(suffix) ? code.slice(0, -suffix.length) : undefined;
  const whole = base === undefined ? undefined : of(base);
  if (base === undefined || whole === undefined) return undefined;
  const { text: words } = missingReason({ code: base, text: whole.en });
  return words === text ? `${whole[locale]}: ${notKnown[locale]}` : undefined;
};

/**
 * Principal reasons in the language of whoever is told. What nobody has translated falls back to
 * the words that were journalled: those of a person, who may give a reason under any code, and
 * those of a policy whose texts are not known here.
 */
export const toldIn = (
  locale: Locale,
  reasons: readonly PrincipalReason[],
  known: ReasonTexts,
): ToldReasons => {
  const told = reasons.map((reason) => ({ ...reason, words: said(reason, locale, known) }));
  return {
    texts: told.map(({ text, words }) => words ?? text),
    asDecided: told.filter(({ words }) => words === undefined).map(({ code }) => code),
  };
};
