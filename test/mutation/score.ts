/** What one mutant came to, as Stryker says it. */
export type Outcome = { readonly file: string; readonly status: string };

export type Tally = {
  readonly directory: string;
  readonly files: number;
  readonly killed: number;
  readonly survived: number;
  readonly uncovered: number;
  /** Not run: they sit in what a module does once, when it is loaded. */
  readonly ignored: number;
};

export const OVERALL_PERCENT = 80;
export const DIRECTORY_PERCENT = 70;

/** Percent of the mutants that some test noticed; all of none. */
export const scoreOf = ({ killed, survived, uncovered }: Tally): number => {
  const all = killed + survived + uncovered;
  return all === 0 ? 100 : (100 * killed) / all;
};

const directoryOf = (file: string): string => file.slice(0, file.lastIndexOf('/'));

const tally = (directory: string, outcomes: readonly Outcome[]): Tally => {
  const count = (...statuses: string[]): number =>
    outcomes.filter(({ status }) => statuses.includes(status)).length;
  return {
    directory,
    files: new Set(outcomes.map(({ file }) => file)).size,
    // An endless loop is noticed by whoever waits for it.
    killed: count('Killed', 'Timeout'),
    survived: count('Survived'),
    uncovered: count('NoCoverage'),
    ignored: count('Ignored'),
  };
};

/** One row for each directory, by name, and one for all. Mutants that do not run count nowhere. */
export const tallies = (outcomes: readonly Outcome[]): { rows: Tally[]; all: Tally } => {
  const groups = Map.groupBy(outcomes, ({ file }) => directoryOf(file));
  const rows = [...groups]
    .map(([directory, members]) => tally(directory, members))
    .sort((left, right) => (left.directory < right.directory ? -1 : 1));
  return { rows, all: tally('all', outcomes) };
};

/** What keeps the scores from being good enough, in words; empty when they are. */
export const shortfalls = ({ rows, all }: ReturnType<typeof tallies>): string[] => [
  ...rows
    .filter((row) => scoreOf(row) < DIRECTORY_PERCENT)
    .map((row) => `${row.directory}: under ${DIRECTORY_PERCENT} %`),
  ...(scoreOf(all) < OVERALL_PERCENT ? [`all together: under ${OVERALL_PERCENT} %`] : []),
];

const shown = (row: Tally): string[] => [
  row.directory,
  String(row.files),
  String(row.killed),
  String(row.survived),
  String(row.uncovered),
  String(row.ignored),
  // Cut, not rounded: 79.96 is not 80.
  `${(Math.floor(scoreOf(row) * 10) / 10).toFixed(1)} %`,
];

/** The rows as a Markdown table. */
export const table = ({ rows, all }: ReturnType<typeof tallies>): string => {
  const lines = [
    ['directory', 'files', 'killed', 'survived', 'not covered', 'not run', 'score'],
    ['---', '---:', '---:', '---:', '---:', '---:', '---:'],
    ...rows.map(shown),
    shown(all),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
};
