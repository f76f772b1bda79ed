import { TrainingRefused } from '../problems.ts';
import type { Grid } from '../read/grid.ts';
import { columnNamed } from '../read/names.ts';
import { isMissingText } from './values.ts';
import { nameSays, stateOf, verdictOf } from './verdict.ts';

export type Target = {
  readonly name: string;
  readonly at: number;
  /** Texts as the file has them: `1` and `1.0`, `Bad` and `bad` are the same value. */
  readonly bad: readonly string[];
  readonly good: readonly string[];
  /** Texts of rows whose outcome is open. */
  readonly open: readonly string[];
  /** Why these values are the bad ones, and how to turn it round. */
  readonly because: string;
};

/** One value of the target with the ways in which it is written. */
type Value = { readonly text: string; readonly texts: readonly string[]; readonly count: number };

const shown = (values: readonly string[]): string =>
  values.slice(0, 12).join(', ') + (values.length > 12 ? ', ...' : '');

const keyOf = (text: string): string => {
  const trimmed = text.trim();
  const number = Number(trimmed);
  return trimmed !== '' && Number.isFinite(number)
    ? String(number)
    : trimmed.toLowerCase().replace(/\s+/g, ' ');
};

/** The values of the target, the most frequent first. A sign alone may be a value here. */
const valuesOf = ({ rows }: Grid, at: number): Value[] => {
  const counts = new Map<string, number>();
  for (const { cells } of rows) {
    const text = (cells[at] ?? '').trim();
    if (text === '-' || !isMissingText(text)) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const written = [...counts].toSorted(([, a], [, b]) => b - a);
  return [...Map.groupBy(written, ([text]) => keyOf(text)).values()]
    .map((own) => ({
      text: own[0]?.[0] ?? '',
      texts: own.map(([text]) => text),
      count: own.reduce((sum, [, count]) => sum + count, 0),
    }))
    .toSorted((a, b) => b.count - a.count);
};

const quoted = (text: string): string => (/[\s,]/.test(text) ? `"${text}"` : text);

type Ruling = { readonly bad: Value; readonly because: string };

/** By the words, by the name of the column, by custom, else the rarer one. */
const ruled = (name: string, [first, second]: readonly [Value, Value]): Ruling => {
  const both = [first, second];
  const other = (value: Value): Value => (value === first ? second : first);
  const saying = (verdict: string): Value | undefined =>
    both.find(({ text }) => verdictOf(text) === verdict);
  const named = nameSays(name);
  const byName = `"${name}" speaks of what is ${named}`;
  const [bad, good, yes, no] = ['bad', 'good', 'yes', 'no'].map(saying);
  if (bad !== undefined && bad !== (good ?? other(bad))) {
    return { bad, because: 'its word says so' };
  }
  if (good !== undefined && bad === undefined) {
    return { bad: other(good), because: 'the other word is a good one' };
  }
  if (yes !== undefined && no !== undefined && named !== undefined) {
    return { bad: named === 'good' ? no : yes, because: byName };
  }
  const [low, high] = both.toSorted((a, b) => Number(a.text) - Number(b.text));
  if (low !== undefined && high !== undefined && Number(high.text) > Number(low.text)) {
    if (Number(low.text) === 1 && Number(high.text) === 2) {
      return { bad: high, because: 'of 1 and 2, 2 is bad by custom' };
    }
    if (named !== undefined) return { bad: named === 'good' ? low : high, because: byName };
  }
  const rarer = first.count === second.count ? (yes ?? second) : second;
  return { bad: rarer, because: 'it is the rarer value and nothing else tells' };
};

/** Several values whose words all say what they are: good, bad, or not over yet. */
const sorted = (values: readonly Value[]): Omit<Target, 'name' | 'at'> | undefined => {
  const states = values.map(({ text }) => stateOf(text));
  const of = (state: string): Value[] => values.filter((_, at) => states[at] === state);
  const [bad, good] = [of('bad'), of('good')];
  const decided = [...bad, ...good, ...of('unfinished')].length === values.length;
  if (!decided || bad.length === 0 || good.length === 0) return undefined;
  return {
    bad: bad.flatMap(({ texts }) => texts),
    good: good.flatMap(({ texts }) => texts),
    open: of('unfinished').flatMap(({ texts }) => texts),
    because: `their words say so; --bad ${good.map(({ text }) => quoted(text)).join()} turns it round`,
  };
};

/**
 * Which column is the outcome and which of its values is the bad one: as asked, by the words, by the
 * name of the column, else the rarer value.
 *
 * @throws TrainingRefused when there are more than two values that do not speak for themselves and
 * nobody said which are bad.
 */
export const findTarget = (
  file: string,
  grid: Grid,
  asked: string,
  askedBad: readonly string[],
): Target => {
  const at = columnNamed(grid.headers, asked);
  if (at < 0) {
    throw new TrainingRefused(file, [
      {
        column: asked,
        problem: `--target is not there; expected one of ${shown(grid.headers)}, a position or "last"`,
      },
    ]);
  }
  const name = grid.headers[at] ?? asked;
  const values = valuesOf(grid, at);
  const listed = shown(values.map(({ text }) => text));
  const refused = (problem: string, value?: string): TrainingRefused =>
    new TrainingRefused(file, [
      { column: name, ...(value === undefined ? {} : { value }), problem },
    ]);
  const [first, second] = values;
  if (first === undefined || second === undefined) {
    throw refused(
      `the target has ${values.length} values; expected at least two`,
      first?.text ?? '',
    );
  }
  if (askedBad.length > 0) {
    const wanted = new Set(askedBad.map(keyOf));
    const unknown = askedBad.find(
      (value) => !values.some(({ text }) => keyOf(text) === keyOf(value)),
    );
    if (unknown !== undefined) {
      throw refused(`--bad is no value of the target; expected one of ${listed}`, unknown);
    }
    const [bad, good] = [true, false].map((is) =>
      values.filter(({ text }) => wanted.has(keyOf(text)) === is).flatMap(({ texts }) => texts),
    );
    if (bad === undefined || good === undefined || good.length === 0)
      throw refused('every value of the target is bad; expected some good ones');
    return { name, at, bad, good, open: [], because: '--bad says so' };
  }
  if (values.length > 2) {
    const clear = sorted(values);
    if (clear !== undefined) return { name, at, ...clear };
    throw refused(
      `the target has ${values.length} values (${listed}); expected two, or --bad VALUE[,VALUE] to say which are bad`,
    );
  }
  const { bad, because } = ruled(name, [first, second]);
  const good = bad === first ? second : first;
  return {
    name,
    at,
    bad: bad.texts,
    good: good.texts,
    open: [],
    because: `${because}; --bad ${quoted(good.text)} turns it round`,
  };
};
