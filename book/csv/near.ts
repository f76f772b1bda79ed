import { aliases, type Field, fieldOfHeader, normalisedHeader } from './fields.ts';

/** Letters that two headers share from the start before they may be one and its abbreviation. */
const fewestShared = 6;

const sharedStart = (a: string, b: string): number => {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
};

/** As many letters in another order, or one of them wrong: a slip of the hand. */
const isSlip = (a: string, b: string): boolean => {
  if (a.length < 5 || a.length !== b.length) return false;
  const wrong = Array.from(a, (letter, at) => (letter === b[at] ? -1 : at)).filter((at) => at >= 0);
  const [first, second] = wrong;
  if (first === undefined || second === undefined) return true;
  return (
    wrong.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first]
  );
};

/** Whether a header that is not recognised may have been meant for a field. */
export const comesNear = (header: string, field: Field): boolean => {
  const written = normalisedHeader(header);
  return (
    fieldOfHeader(header) === undefined &&
    aliases[field].some(
      (alias) =>
        (alias.length >= 5 && written.includes(alias)) ||
        sharedStart(written, alias) >= fewestShared ||
        isSlip(written, alias),
    )
  );
};
