import { readTable } from '../../book/csv/table.ts';
import { TrainingRefused } from '../problems.ts';
import { isArff, readArff } from './arff.ts';
import { textOf } from './bytes.ts';
import type { Grid } from './grid.ts';

const delimiters = [',', ';', '\t', '|'] as const;
type Delimiter = (typeof delimiters)[number];

const quotesRemoved = (line: string): string => line.replace(/"[^"]*"/g, 'q');

/**
 * The delimiter that cuts the first lines into the same number of pieces, the most of them; undefined
 * when none cuts every one of them. A header alone would not do: names may hold commas or spaces.
 */
const delimiterOf = (lines: readonly string[]): Delimiter | undefined => {
  const fits = delimiters.flatMap((delimiter) => {
    const pieces = lines.map((line) => quotesRemoved(line).split(delimiter).length);
    const usual = pieces.toSorted((a, b) => a - b)[Math.floor(pieces.length / 2)] ?? 1;
    const same = pieces.filter((count) => count === usual).length;
    return usual > 1 && same >= 0.8 * pieces.length ? [{ delimiter, usual }] : [];
  });
  return fits.toSorted((a, b) => b.usual - a.usual)[0]?.delimiter;
};

const spacedCells = (line: string): string[] =>
  (line.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((cell) => cell.replace(/^(["'])(.*)\1$/, '$2'));

const readSpaced = (text: string): Grid => {
  const numbered = text
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ row: index + 1, cells: spacedCells(line) }))
    .filter(({ cells }) => cells.length > 0);
  return {
    format: 'white space',
    headers: numbered[0]?.cells ?? [],
    rows: numbered.slice(1),
    notes: [],
  };
};

/** Ragged rows beyond this part mean that the file was cut wrongly, not that a row is broken. */
const raggedAtMost = 0.01;

const evened = (file: string, grid: Grid): Grid => {
  const usual = grid.headers.length;
  // Row names in front, as R writes them: every row has one cell more than the header.
  const named = grid.rows.length > 0 && grid.rows.every(({ cells }) => cells.length === usual + 1);
  if (named) return { ...grid, headers: ['row name', ...grid.headers] };
  const ragged = grid.rows.filter(({ cells }) => cells.length !== usual);
  if (ragged.length === 0) return grid;
  if (ragged.length > raggedAtMost * grid.rows.length) {
    throw new TrainingRefused(
      file,
      ragged.map(({ row, cells }) => ({
        row,
        problem: `has ${cells.length} cells; expected ${usual}, as in the first line`,
      })),
    );
  }
  const [first] = ragged;
  return {
    ...grid,
    rows: grid.rows.filter(({ cells }) => cells.length === usual),
    notes: [
      ...grid.notes,
      `${ragged.length} rows left out: not ${usual} cells (the first one is row ${first?.row})`,
    ],
  };
};

const readDelimited = (file: string, text: string, delimiter: Delimiter): Grid => {
  const { table, problems } = readTable(text, delimiter);
  const broken = problems.filter(({ problem }) => /is empty|is not CSV|no rows/.test(problem));
  if (broken.length > 0) throw new TrainingRefused(file, broken);
  const ragged = problems.filter(({ problem }) => problem.startsWith('the row has'));
  const all = table.rows.length + ragged.length;
  if (ragged.length > raggedAtMost * all) throw new TrainingRefused(file, ragged);
  return {
    format: 'csv',
    headers: table.headers,
    rows: table.rows,
    notes:
      ragged.length === 0
        ? []
        : [
            `${ragged.length} rows left out: not ${table.headers.length} cells (the first one is row ${ragged[0]?.row})`,
          ],
  };
};

const isNumber = (cell: string): boolean => cell.trim() !== '' && Number.isFinite(Number(cell));

const byPosition = (target: string): boolean => target === 'last' || /^\d+$/.test(target);

const normal = (name: string): string => name.trim().toLowerCase();

/**
 * Says which line names the columns. Files without one (several numbers in the first line, no target
 * among them) get names by position; files with two take the one that names the target.
 */
const withHeader = (grid: Grid, target: string): Grid => {
  if (grid.format === 'arff') return grid;
  const names = (cells: readonly string[]): boolean =>
    cells.some((cell) => normal(cell) === normal(target));
  if (names(grid.headers)) return grid;
  const [second] = grid.rows;
  if (second !== undefined && !byPosition(target) && names(second.cells)) {
    return {
      ...grid,
      headers: second.cells,
      rows: grid.rows.slice(1),
      notes: [...grid.notes, `the columns are named by line ${second.row}; the first is left out`],
    };
  }
  if (!grid.headers.some(isNumber)) return grid;
  return {
    ...grid,
    headers: grid.headers.map((_, index) => `column ${index + 1}`),
    rows: [{ row: 1, cells: grid.headers }, ...grid.rows],
    notes: [...grid.notes, 'no header: the columns are named by their position'],
  };
};

/** Empty names get their position, names that come again a number. */
const namedColumns = (grid: Grid): Grid => {
  const seen = new Map<string, number>();
  const notes = [...grid.notes];
  const headers = grid.headers.map((header, index) => {
    const name = header.trim() === '' ? `column ${index + 1}` : header.trim().slice(0, 200);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    if (times === 1) return name;
    notes.push(
      `column ${index + 1} is named "${name}" as another one; here it is "${name} ${times}"`,
    );
    return `${name} ${times}`;
  });
  return { ...grid, headers, notes };
};

/**
 * Cuts a file into columns and rows: ARFF, delimited (comma, semicolon, tab, bar) or separated by
 * white space, each also under gzip, told by content.
 *
 * @throws TrainingRefused naming the row or the file.
 */
export const readGrid = (file: string, bytes: Uint8Array, target: string): Grid => {
  const text = textOf(file, bytes).replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new TrainingRefused(file, [{ problem: 'the file is empty' }]);
  if (isArff(text)) return namedColumns(evened(file, readArff(file, text)));
  const lines = text
    .slice(0, 200_000)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 30);
  const delimiter = delimiterOf(lines);
  const grid =
    delimiter === undefined ? evened(file, readSpaced(text)) : readDelimited(file, text, delimiter);
  if (grid.headers.length < 2) {
    throw new TrainingRefused(file, [
      {
        problem:
          'has one column only; expected columns cut by comma, semicolon, tab, bar or spaces',
      },
    ]);
  }
  return namedColumns(withHeader(grid, target));
};
