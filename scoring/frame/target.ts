import { TrainingRefused } from '../problems.ts';
import type { Grid } from '../read/grid.ts';
import { isMissingText } from './values.ts';

export type Target = {
  readonly name: string;
  readonly at: number;
  readonly bad: readonly string[];
  readonly good: readonly string[];
  /** Why these values are the bad ones. */
  readonly because: string;
};

const badWords =
  /^(bad|b|default(ed)?|yes|y|true|t|late|delinquent|bankrupt(cy)?|insolvent|failed|charged[ -]?off|loss|fraud|overdue|unpaid|reject(ed)?|declined?|denied|non[- ]?performing|\+|si|sí|sim|malo|mau|moroso|risky)$/i;
const goodWords =
  /^(good|g|non?[- ]?default|not default|no|n|false|f|on[- ]?time|paid|fully paid|repaid|healthy|solvent|active|current|accept(ed)?|approved?|performing|-|bueno|bom|não|nao|safe)$/i;
/** A target named like this says 1, yes and true of what is good. */
const goodTarget =
  /(^|[^a-z])(good|paid|repaid|repay|creditability|credit risk|kredit|approved?|approval|granted|accepted|on time|healthy|performing)([^a-z]|$)/;

/** And one named like this says 1 of what is bad. */
const badTarget =
  /(^|[^a-z])(bad|default(ed)?|late|delinquent|delinquency|dlqin\w*|bankrupt|bankruptcy|charged? ?off|loss|fraud|serious|unpaid|arrears|overdue)/;

const words = (name: string): string => name.toLowerCase().replace(/[_\-.]+/g, ' ');

const shown = (values: readonly string[]): string =>
  values.slice(0, 12).join(', ') + (values.length > 12 ? ', ...' : '');

const sameValue = (left: string, right: string): boolean =>
  left.trim().toLowerCase() === right.trim().toLowerCase() ||
  (left.trim() !== '' && right.trim() !== '' && Number(left) === Number(right));

const columnAt = (file: string, grid: Grid, asked: string): number => {
  const normal = asked.trim().toLowerCase();
  const exact = grid.headers.indexOf(asked);
  if (exact >= 0) return exact;
  const loose = grid.headers.findIndex((header) => header.trim().toLowerCase() === normal);
  if (loose >= 0) return loose;
  if (normal === 'last') return grid.headers.length - 1;
  const position = /^\d+$/.test(normal) ? Number(normal) : 0;
  if (position >= 1 && position <= grid.headers.length) return position - 1;
  throw new TrainingRefused(file, [
    {
      column: asked,
      problem: `--target is not there; expected one of ${shown(grid.headers)}, a position or "last"`,
    },
  ]);
};

type Ruling = { readonly bad: readonly string[]; readonly because: string };

const ruled = (
  name: string,
  [first = '', second = '']: readonly string[],
  rarer: string,
): Ruling => {
  const spoken = [first, second].filter((value) => badWords.test(value));
  const praised = [first, second].filter((value) => goodWords.test(value));
  const positive = goodTarget.test(words(name));
  const yesNo = /^(yes|y|true|t|no|n|false|f|si|sí|sim|não|nao)$/i;
  if (positive && yesNo.test(first) && yesNo.test(second) && praised[0] !== undefined) {
    return { bad: [praised[0]], because: `"${name}" speaks of what is good` };
  }
  if (spoken.length === 1 && spoken[0] !== undefined) {
    return { bad: [spoken[0]], because: 'its word says so' };
  }
  if (praised.length === 1) {
    return {
      bad: [praised[0] === first ? second : first],
      because: 'the other word is a good one',
    };
  }
  const numbers = [Number(first), Number(second)].toSorted((a, b) => a - b);
  if (positive && numbers.join() === '0,1') {
    return {
      bad: [Number(first) === 0 ? first : second],
      because: `"${name}" speaks of what is good`,
    };
  }
  if (numbers.join() === '0,1' && badTarget.test(words(name))) {
    return {
      bad: [Number(first) === 1 ? first : second],
      because: `"${name}" speaks of what is bad`,
    };
  }
  if (numbers.join() === '1,2') {
    return {
      bad: [Number(first) === 2 ? first : second],
      because: 'of 1 and 2, 2 is bad by custom',
    };
  }
  return { bad: [rarer], because: 'it is the rarer value and nothing else tells' };
};

/**
 * Which column is the outcome and which of its values is the bad one: as asked, by the words, by the
 * name of the column, else the rarer value.
 *
 * @throws TrainingRefused when there are more than two values and nobody said which are bad.
 */
export const findTarget = (
  file: string,
  grid: Grid,
  asked: string,
  askedBad: readonly string[],
): Target => {
  const at = columnAt(file, grid, asked);
  const name = grid.headers[at] ?? asked;
  const counts = new Map<string, number>();
  for (const { cells } of grid.rows) {
    const value = (cells[at] ?? '').trim();
    if (value === '+' || value === '-' || !isMissingText(value)) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const byCount = [...counts].toSorted(([, a], [, b]) => b - a).map(([value]) => value);
  const refused = (problem: string, value?: string): TrainingRefused =>
    new TrainingRefused(file, [
      { column: name, ...(value === undefined ? {} : { value }), problem },
    ]);
  if (byCount.length < 2) {
    throw refused(
      `the target has ${byCount.length} values; expected at least two`,
      byCount[0] ?? '',
    );
  }
  if (askedBad.length > 0) {
    const unknown = askedBad.find((value) => !byCount.some((each) => sameValue(each, value)));
    if (unknown !== undefined) {
      throw refused(`--bad is no value of the target; expected one of ${shown(byCount)}`, unknown);
    }
    const bad = byCount.filter((each) => askedBad.some((value) => sameValue(each, value)));
    const good = byCount.filter((each) => !bad.includes(each));
    if (good.length === 0)
      throw refused('every value of the target is bad; expected some good ones');
    return { name, at, bad, good, because: '--bad says so' };
  }
  if (byCount.length > 2) {
    throw refused(
      `the target has ${byCount.length} values (${shown(byCount)}); expected two, or --bad VALUE[,VALUE] to say which are bad`,
    );
  }
  const { bad, because } = ruled(name, byCount, byCount[1] ?? '');
  return { name, at, bad, good: byCount.filter((each) => !bad.includes(each)), because };
};
