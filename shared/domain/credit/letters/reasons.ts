import type { Locale } from '../../contact/types.ts';
import type { PrincipalReason } from '../types.ts';

/** Texts of reasons by code; the English one is what a policy or scorecard says. */
export type ReasonTexts = Readonly<Record<string, Readonly<Record<Locale, string>>>>;

export type ToldReasons = {
  readonly texts: readonly string[];
  /** Codes of those that are told in the words of whoever decided. */
  readonly asDecided: readonly string[];
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
  const told = reasons.map(({ code, text }) => {
    const texts = Object.hasOwn(known, code) ? known[code] : undefined;
    return texts?.en === text
      ? { code, text: texts[locale], known: true }
      : { code, text, known: false };
  });
  return {
    texts: told.map(({ text }) => text),
    asDecided: told.filter((each) => !each.known).map(({ code }) => code),
  };
};
