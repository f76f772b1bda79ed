import { isMissingText } from '../frame/values.ts';
import type { Grid } from './grid.ts';
import { hasName } from './names.ts';

const isNumber = (cell: string): boolean => {
  const text = cell.trim().replace(',', '.');
  return text !== '' && Number.isFinite(Number(text));
};

const looksAt = 1000;
/** Fewer rows show too few of the values that a column has. */
const rowsToTell = 20;

const consecutive = (cells: readonly string[]): boolean => {
  const numbers = cells.map(Number);
  return (
    (numbers[0] === 0 || numbers[0] === 1) &&
    numbers.every((value, at) => at === 0 || value === (numbers[at - 1] ?? 0) + 1)
  );
};

/**
 * Whether the first line is a row like the others: it holds numbers where its columns do, and they do
 * not just count the columns; or, where no column holds numbers, each of its texts comes again below.
 */
const isRow = ({ headers, rows }: Grid): boolean => {
  if (consecutive(headers)) return false;
  const some = rows.slice(0, looksAt);
  const numeric = headers.filter((_, at) => {
    const numbers = some.filter(({ cells }) => isNumber(cells[at] ?? '')).length;
    return numbers > some.length / 2;
  });
  if (numeric.length > 0) {
    const known = numeric.filter((header) => !isMissingText(header));
    return known.length > 0 && known.every(isNumber);
  }
  return (
    some.length >= rowsToTell &&
    headers.every((header, at) => some.some(({ cells }) => cells[at] === header))
  );
};

const isPosition = (target: string): boolean => target === 'last' || /^\d+$/.test(target);

/**
 * Says which line names the columns. Files without such a line get names by position; files with two
 * take the one that names the target.
 */
export const withHeader = (grid: Grid, target: string): Grid => {
  if (grid.format === 'arff') return grid;
  if (!isPosition(target)) {
    if (hasName(grid.headers, target)) return grid;
    const [second] = grid.rows;
    if (second !== undefined && hasName(second.cells, target)) {
      return {
        ...grid,
        headers: second.cells,
        rows: grid.rows.slice(1),
        notes: [
          ...grid.notes,
          `the columns are named by line ${second.row}; the first is left out`,
        ],
      };
    }
  }
  if (!isRow(grid)) return grid;
  return {
    ...grid,
    headers: grid.headers.map((_, index) => `column ${index + 1}`),
    rows: [{ row: 1, cells: grid.headers }, ...grid.rows],
    notes: [...grid.notes, 'no header: the columns are named by their position'],
  };
};

/** Empty names get their position, names that come again a number. */
export const namedColumns = (grid: Grid): Grid => {
  const seen = new Set<string>();
  const notes = [...grid.notes];
  const headers = grid.headers.map((header, index) => {
    const name = header.trim() === '' ? `column ${index + 1}` : header.trim().slice(0, 190);
    let own = name;
    for (let times = 2; seen.has(own); times += 1) own = `${name} ${times}`;
    seen.add(own);
    if (own !== name) {
      notes.push(`column ${index + 1} is named "${name}" as another one; here it is "${own}"`);
    }
    return own;
  });
  return { ...grid, headers, notes };
};
