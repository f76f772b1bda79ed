import { TrainingRefused } from '../problems.ts';
import type { Grid } from '../read/grid.ts';
import { columnNamed } from '../read/names.ts';
import { type Column, readColumn, type Unusable } from './columns.ts';
import { traitOf } from './sensitive.ts';
import { findTarget, type Target } from './target.ts';

/** What may be learned from, and what is only looked at. */
export type Frame = {
  readonly rows: number;
  /** 1 is bad. */
  readonly bad: Uint8Array;
  readonly target: Target;
  readonly columns: readonly Column[];
  /** Kept out of the score; the fairness section groups by them. */
  readonly groups: readonly Column[];
  readonly left: readonly Unusable[];
  readonly notes: readonly string[];
  /** Rows with the same number are copies of each other and stay in one fold. */
  readonly copyOf: Int32Array;
};

export type FrameOptions = {
  readonly target: string;
  readonly bad: readonly string[];
  readonly exclude: readonly string[];
  readonly include: readonly string[];
  readonly id: readonly string[];
  readonly fairness: readonly string[];
};

/** Fewer of either outcome give no folds and no bins. */
const leastOfEach = 10;
/** Different rows of each outcome, from which on copies are kept together. */
const differentAtLeast = 40;

/** Columns by name, by name in another case, or by position; commas part them unless a name holds one. */
const resolved = (
  file: string,
  headers: readonly string[],
  option: string,
  texts: readonly string[],
): ReadonlySet<string> => {
  const find = (text: string): string | undefined => headers[columnNamed(headers, text)];
  return new Set(
    texts
      .flatMap((text) => (find(text) === undefined ? text.split(',') : [text]))
      .filter((text) => text.trim() !== '')
      .map((text) => {
        const found = find(text.trim());
        if (found !== undefined) return found;
        const known = headers.slice(0, 40).join(', ');
        throw new TrainingRefused(file, [
          { column: text.trim(), problem: `${option} names no column; the file has ${known}` },
        ]);
      }),
  );
};

const withoutTargetless = (grid: Grid, { name, at, bad, good, open }: Target): Grid => {
  const known = new Set([...bad, ...good]);
  const unfinished = new Set(open);
  const textOf = ({ cells }: Grid['rows'][number]): string => (cells[at] ?? '').trim();
  const rows = grid.rows.filter((row) => known.has(textOf(row)));
  const pending = grid.rows.filter((row) => unfinished.has(textOf(row))).length;
  const lost = grid.rows.length - rows.length - pending;
  const notes = [
    ...(pending > 0
      ? [`${pending} rows left out: "${name}" is ${open.join(' or ')}, which is no outcome yet`]
      : []),
    ...(lost > 0 ? [`${lost} rows left out: the target is missing`] : []),
  ];
  return { ...grid, rows, notes: [...grid.notes, ...notes] };
};

/** More rows than this that are the same are a pattern, such as applicants without any record. */
const copiesAtMost = 30;

const copies = (grid: Grid, without: ReadonlySet<number>): Int32Array => {
  const first = new Map<string, number>();
  const copyOf = Int32Array.from(grid.rows, ({ cells }, row) => {
    const key = cells.filter((_, at) => !without.has(at)).join('\u0000');
    const known = first.get(key);
    if (known === undefined) first.set(key, row);
    return known ?? row;
  });
  const times = new Int32Array(copyOf.length);
  for (const row of copyOf) times[row] = (times[row] ?? 0) + 1;
  return copyOf.map((of, row) => ((times[of] ?? 0) > copiesAtMost ? row : of));
};

/** The target under another name: the same split of the rows. */
const repeatsTarget = (column: Column, bad: Uint8Array): boolean => {
  const of = new Map<number, number>();
  const values = column.kind === 'numeric' ? column.numbers : column.codes;
  for (let row = 0; row < bad.length; row += 1) {
    const value = values[row] ?? Number.NaN;
    const outcome = bad[row] ?? 0;
    const known = of.get(value);
    if (known === undefined) of.set(value, outcome);
    else if (known !== outcome) return false;
    if (of.size > 2) return false;
  }
  return of.size === 2;
};

/**
 * Sorts the columns of a file into what is learned from, what serves the fairness section and what is
 * of no use, and says each reason.
 *
 * @throws TrainingRefused when nothing can be learned.
 */
export const frameOf = (file: string, read: Grid, options: FrameOptions): Frame => {
  const target = findTarget(file, read, options.target, options.bad);
  const grid = withoutTargetless(read, target);
  const badValues = new Set(target.bad);
  const bad = Uint8Array.from(grid.rows, ({ cells }) =>
    badValues.has((cells[target.at] ?? '').trim()) ? 1 : 0,
  );
  const bads = bad.reduce((sum, value) => sum + value, 0);
  if (Math.min(bads, bad.length - bads) < leastOfEach) {
    throw new TrainingRefused(file, [
      {
        column: target.name,
        problem: `${bads} bad and ${bad.length - bads} good rows; expected at least ${leastOfEach} of each`,
      },
    ]);
  }
  const { headers } = grid;
  const excluded = resolved(file, headers, '--exclude', options.exclude);
  const included = resolved(file, headers, '--include', options.include);
  const ids = resolved(file, headers, '--id', options.id);
  const fairness = resolved(file, headers, '--fairness', options.fairness);
  const columns: Column[] = [];
  const groups: Column[] = [];
  const left: Unusable[] = [];
  const notes = [...grid.notes];
  const unseen = new Set([target.at]);
  headers.forEach((name, at) => {
    if (at === target.at) return;
    if (ids.has(name)) {
      unseen.add(at);
      left.push({ name, why: 'an identifier (--id)' });
      return;
    }
    const { column, unusable, notes: own } = readColumn(grid, at);
    if (unusable !== undefined) {
      if (/identifier/.test(unusable.why)) unseen.add(at);
      left.push(unusable);
      return;
    }
    if (column === undefined) return;
    notes.push(...own);
    const trait = included.has(name) ? undefined : traitOf(name);
    if (excluded.has(name) || fairness.has(name) || trait !== undefined) {
      const why = excluded.has(name)
        ? 'out of the score (--exclude)'
        : fairness.has(name)
          ? 'out of the score (--fairness)'
          : `out of the score: its name speaks of ${trait} (--include "${name}" would bring it in)`;
      left.push({ name, why });
      if (fairness.size === 0 || fairness.has(name)) groups.push(column);
      return;
    }
    if (repeatsTarget(column, bad)) {
      left.push({
        name,
        why: 'says the same as the target in every row: it is the outcome itself',
      });
      return;
    }
    columns.push(column);
  });
  if (columns.length === 0) {
    throw new TrainingRefused(
      file,
      left.map(({ name, why }) => ({ column: name, problem: why })),
    );
  }
  const copyOf = copies(grid, unseen);
  const repeated = copyOf.reduce((count, first, row) => count + (first === row ? 0 : 1), 0);
  const different = (outcome: number): number =>
    copyOf.reduce(
      (count, first, row) => count + (first === row && bad[row] === outcome ? 1 : 0),
      0,
    );
  // So few different rows are categories and not copies, and would leave folds without an outcome.
  const apart = Math.min(different(0), different(1)) >= differentAtLeast;
  if (repeated > 0) {
    notes.push(
      `${repeated} rows are copies of others; ${apart ? 'copies share a fold' : 'there are too few different ones to keep copies in one fold'}`,
    );
  }
  return {
    rows: bad.length,
    bad,
    target,
    columns,
    groups,
    left,
    notes,
    copyOf: apart ? copyOf : Int32Array.from(bad, (_, row) => row),
  };
};
