/** What is wrong with one cell, one row or the file. `row` counts as a spreadsheet does: the header is row 1. */
export type Problem = {
  readonly row?: number;
  readonly column?: string;
  readonly value?: string;
  readonly problem: string;
};

/** A cell that says something, and where it stands. */
export type PlacedCell = { readonly row: number; readonly column: string; readonly value: string };

/** More than this many lines help nobody to find the first mistake. */
export const problemsShown = 20;

const quoted = (value: string): string =>
  JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value);

export const describeProblem = ({ row, column, value, problem }: Problem): string => {
  const place = [
    row === undefined ? undefined : `row ${row}`,
    column === undefined ? undefined : `column ${quoted(column)}`,
    value === undefined ? undefined : `value ${quoted(value)}`,
  ].filter((part) => part !== undefined);
  return place.length === 0 ? problem : `${place.join(', ')}: ${problem}`;
};

/** A book that cannot be run; nothing has run. `message` lists the first problems, one a line. */
export class BookRefused extends Error {
  override readonly name = 'BookRefused';
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const lines = problems
      .slice(0, problemsShown)
      .map((problem) => `  ${describeProblem(problem)}`);
    const rest = problems.length - lines.length;
    if (rest > 0) lines.push(`  and ${rest} more`);
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`${file} cannot be run, ${count}:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}
