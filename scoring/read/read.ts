import { readTable } from '../../book/csv/table.ts';
import { TrainingRefused } from '../problems.ts';
import { isArff, readArff } from './arff.ts';
import { textOf } from './bytes.ts';
import { type Cut, cutOf, firstRecords, withoutComments } from './delimiter.ts';
import type { Grid } from './grid.ts';
import { namedColumns, withHeader } from './header.ts';

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
  const named =
    grid.format !== 'arff' &&
    grid.rows.length > 0 &&
    grid.rows.every(({ cells }) => cells.length === usual + 1);
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

/**
 * The names for rows that all have one cell more: an empty one at their end, as some programs write
 * it, gets a name there, and row names in front get theirs.
 */
const evenedNames = (
  text: string,
  { delimiter, usual, first }: Cut,
  records: readonly string[],
): string => {
  if (first !== usual - 1) return text;
  const from = text.search(/\S/);
  const trailing = records.slice(1).every((record) => record.trimEnd().endsWith(delimiter));
  if (!trailing) return `${text.slice(0, from)}row name${delimiter}${text.slice(from)}`;
  const end = from + text.slice(from).search(/[\r\n]|$/);
  return text.slice(0, end) + delimiter + text.slice(end);
};

const readDelimited = (
  file: string,
  original: string,
  cut: Cut,
  records: readonly string[],
): Grid => {
  const { delimiter, quote } = cut;
  const text = evenedNames(original, cut, records);
  const notes: string[] = [];
  const strict = readTable(text, delimiter, { quote });
  const broken = strict.problems.find(({ problem }) => problem.startsWith('is not CSV'));
  const { table, problems } =
    broken === undefined ? strict : readTable(text, delimiter, { quote, lenient: true });
  if (broken !== undefined) {
    notes.push(
      `row ${broken.row ?? 1}: a quote stands where CSV has none; such quotes are taken as letters`,
    );
  }
  const fatal = problems.filter(({ problem }) => /is empty|is not CSV|no rows/.test(problem));
  if (fatal.length > 0) throw new TrainingRefused(file, fatal);
  const ragged = problems.filter(({ problem }) => problem.startsWith('the row has'));
  const all = table.rows.length + ragged.length;
  if (ragged.length > raggedAtMost * all) throw new TrainingRefused(file, ragged);
  if (ragged.length > 0) {
    notes.push(
      `${ragged.length} rows left out: not ${table.headers.length} cells (the first one is row ${ragged[0]?.row})`,
    );
  }
  return { format: 'csv', headers: table.headers, rows: table.rows, notes };
};

/**
 * Cuts a file into columns and rows: ARFF, delimited (comma, semicolon, tab, bar) or separated by
 * white space, each also under gzip, told by content.
 *
 * @throws TrainingRefused naming the row or the file.
 */
export const readGrid = (file: string, bytes: Uint8Array, target: string): Grid => {
  const whole = textOf(file, bytes).replace(/^\uFEFF/, '');
  if (whole.trim() === '') throw new TrainingRefused(file, [{ problem: 'the file is empty' }]);
  if (isArff(whole)) return namedColumns(evened(file, readArff(file, whole)));
  const text = withoutComments(whole);
  const records = firstRecords(text);
  const cut = cutOf(records);
  const grid =
    cut === undefined ? evened(file, readSpaced(text)) : readDelimited(file, text, cut, records);
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
