/** What the README shows of the sample book, and the pages around it. */
export type Shown = { readonly before: string; readonly figures: string; readonly after: string };

const begin = '\nSample book, ';
const end = '\n  out/report.html';

/** The last line of the figures tells how long this machine took; it is nobody's promise. */
const duration = /^ {2}[\d.]+ s$/;

/** @throws RangeError when the page shows no result of the sample book. */
export const shownIn = (readme: string): Shown => {
  const from = readme.indexOf(begin) + 1;
  const to = readme.indexOf(end, from);
  if (from === 0 || to === -1) throw new RangeError('README.md shows no result of the sample book');
  return {
    before: readme.slice(0, from),
    figures: readme.slice(from, to).trimEnd(),
    after: readme.slice(to),
  };
};

/** Formats of money hold spaces that do not break; a page is typed with plain ones. */
const typed = (text: string): string => text.replaceAll('\u00a0', ' ');

const linesOf = (figures: string): readonly string[] =>
  figures.split('\n').filter((line) => !duration.test(line));

/**
 * Lines in which two results of the book differ, those shown first; how long it took left out.
 *
 * @param summary as the run prints it.
 */
export const staleLines = (shown: string, summary: string): readonly string[] => {
  const [old, now] = [linesOf(shown), linesOf(shownIn(typed(summary)).figures)];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
};

/** The page with the figures of this run. */
export const withFigures = (readme: string, summary: string): string => {
  const { before, after } = shownIn(readme);
  return `${before}${shownIn(typed(summary)).figures}\n${after}`;
};
