import { personOf } from '../person.ts';

/** Words of a name in small letters without accents, as sessions and addresses write them. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** `ana.perez`, `Perez, Ana` and `Ana Pérez` are one name. */
const together = (words: readonly string[]): string => [...words].sort().join(' ');

/** What stands before the at sign, without a tag such as `+bank`. */
const localOf = (text: string): string => text.replace(/[@+].*$/su, '');

/** A text by which somebody is known, in the forms in which another system may have it. */
const formsOf = (text: string): string[] => {
  const words = wordsOf(localOf(text));
  return [text.toLowerCase(), words.join(''), together(words)];
};

const distinct = (names: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => name !== '');

/**
 * Names by which a principal, or whoever entered an application, may be known: the person behind
 * an ARN, the part before the at sign, and its words in any order.
 */
export const namesOfActor = (actor: string): string[] => distinct(formsOf(personOf(actor)));

/** Beyond so many words the pairs of a name are more than its worth. */
const mostWords = 6;

/** Of a long name every two words: `Ana María Pérez Gómez` signs in as `ana.perez`. */
const pairsOf = (words: readonly string[]): string[] =>
  words.flatMap((one, index) => words.slice(index + 1).map((other) => together([one, other])));

/**
 * Names by which an applicant may be known as a principal: the address, the part before its at
 * sign, and of a person their name. Initials and nicknames are not guessed.
 */
export const namesOfApplicant = (applicant: {
  readonly kind: 'company' | 'person';
  readonly name: string;
  readonly email?: string | undefined;
}): string[] => {
  const { kind, name, email } = applicant;
  const words = wordsOf(name).slice(0, mostWords);
  return distinct([
    ...(email === undefined ? [] : formsOf(email)),
    ...(kind === 'person' ? [words.join(''), together(words), ...pairsOf(words)] : []),
  ]);
};

/** Whether two may be one person; it refuses too much rather than too little. */
export const mayBeOne = (left: readonly string[], right: readonly string[]): boolean =>
  left.some((name) => right.includes(name));
