import { CsvError, parse } from 'csv-parse/sync';
import type { Problem } from './problems.ts';

/** Rows of the file with the number that a spreadsheet shows beside them. */
export type Table = {
  readonly headers: readonly string[];
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
};

const delimiters = [',', ';', '\t', '|'] as const;
type Delimiter = (typeof delimiters)[number];

/** The delimiter that cuts the header into most pieces. */
const delimiterOf = (text: string): Delimiter => {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const pieces = (delimiter: Delimiter): number => header.split(delimiter).length;
  return delimiters.reduce((best, next) => (pieces(next) > pieces(best) ? next : best));
};

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** How quotes are read. `lenient` takes those that stand where none belongs as letters. */
export type Quoting = { readonly quote?: '"' | "'"; readonly lenient?: boolean };

/** Cuts CSV text into headers and rows; empty lines are skipped, ragged rows are problems. */
export const readTable = (
  text: string,
  delimiter: Delimiter | undefined,
  quoting: Quoting = {},
): { readonly table: Table; readonly problems: readonly Problem[] } => {
  const nothing: Table = { headers: [], rows: [] };
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') {
    return { table: nothing, problems: [{ problem: 'the file is empty' }] };
  }
  const read = records(body, delimiter ?? delimiterOf(body), quoting);
  if ('problem' in read) return { table: nothing, problems: [read] };
  const numbered = read.records
    .map((cells, index) => ({ row: index + 1, cells }))
    .filter(({ cells }) => !isBlank(cells));
  const [header, ...rows] = numbered;
  const headers = (header?.cells ?? []).map((name) => name.trim());
  const problems: Problem[] = [];
  if (rows.length === 0) problems.push({ problem: 'the file has a header and no rows' });
  for (const { row, cells } of rows) {
    if (cells.length !== headers.length) {
      const extra = cells[headers.length];
      problems.push({
        row,
        column: headers[cells.length] ?? `${headers.length + 1} (no header)`,
        value: extra ?? '',
        problem: `the row has ${cells.length} cells, the header has ${headers.length} columns`,
      });
    }
  }
  return {
    table: { headers, rows: rows.filter(({ cells }) => cells.length === headers.length) },
    problems,
  };
};

const records = (
  text: string,
  delimiter: Delimiter,
  { quote = '"', lenient = false }: Quoting,
): { readonly records: string[][] } | Problem => {
  try {
    return {
      records: parse(text, {
        delimiter,
        quote,
        relax_column_count: true,
        relax_quotes: lenient,
        trim: lenient && delimiter !== '\t',
        record_delimiter: ['\r\n', '\n', '\r'],
      }),
    };
  } catch (error) {
    if (error instanceof CsvError) {
      const line = (error as CsvError & { readonly lines?: number }).lines;
      return {
        ...(line === undefined ? {} : { row: line }),
        problem: `is not CSV: ${error.message}`,
      };
    }
    throw error;
  }
};
