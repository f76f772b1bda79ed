import { TrainingRefused } from '../problems.ts';
import type { Grid } from './grid.ts';

/** Comments begin with %, keywords with @ in any case. */
export const isArff = (text: string): boolean =>
  /^(?:\s*(?:%[^\n]*)?\n)*\s*@relation\b/i.test(text);

const attributeLine = /^@attribute\s+('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\S+)\s+(.+)$/i;

const unquoted = (text: string): string => {
  const trimmed = text.trim();
  const quote = trimmed[0];
  return (quote === "'" || quote === '"') && trimmed.length > 1 && trimmed.endsWith(quote)
    ? trimmed.slice(1, -1).replace(/\\(.)/g, '$1')
    : trimmed;
};

/** Cuts at commas, or at tabs where there is no comma, that stand outside of quotes. */
const cellsOf = (line: string): string[] => {
  const cells: string[] = [];
  const delimiter = line.includes(',') ? ',' : '\t';
  let cell = '';
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const letter = line.charAt(at);
    if (letter === '\\') {
      cell += letter + line.charAt(at + 1);
      at += 1;
    } else if (quote !== '') {
      cell += letter;
      if (letter === quote) quote = '';
    } else if (letter === delimiter) {
      cells.push(cell);
      cell = '';
    } else {
      // A quote in the middle of a word is an apostrophe.
      if ((letter === "'" || letter === '"') && cell.trim() === '') quote = letter;
      // A sparse cell has its number in front of the quoted value.
      else if ((letter === "'" || letter === '"') && /^\s*\d+\s+$/.test(cell)) quote = letter;
      cell += letter;
    }
  }
  cells.push(cell);
  return cells.map(unquoted);
};

/** A sparse row `{3 a, 7 b}` leaves out what is 0, or the first value of a nominal attribute. */
const sparseCells = (line: string, zeros: readonly string[]): string[] => {
  const cells = [...zeros];
  for (const part of cellsOf(line.slice(1, -1))) {
    const [, index, value] = /^(\d+)\s+(.*)$/.exec(part) ?? [];
    if (index !== undefined && value !== undefined) cells[Number(index)] = unquoted(value);
  }
  return cells;
};

/** Attribute-Relation File Format as Weka writes it: dense and sparse rows, quoted names, comments. */
export const readArff = (file: string, text: string): Grid => {
  const headers: string[] = [];
  const nominal: boolean[] = [];
  const zeros: string[] = [];
  const rows: { row: number; cells: string[] }[] = [];
  let inData = false;
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('%')) continue;
    if (inData) {
      const sparse = line.startsWith('{') && line.endsWith('}');
      rows.push({ row: index + 1, cells: sparse ? sparseCells(line, zeros) : cellsOf(line) });
      continue;
    }
    if (/^@data\b/i.test(line)) {
      inData = true;
      continue;
    }
    const [, name, type] = attributeLine.exec(line) ?? [];
    if (name === undefined || type === undefined) continue;
    headers.push(unquoted(name));
    const isNominal = !/^(numeric|real|integer)\b/i.test(type);
    nominal.push(isNominal);
    zeros.push(isNominal ? (cellsOf(type.trim().replace(/^\{|\}$/g, ''))[0] ?? '') : '0');
  }
  if (headers.length === 0 || !inData) {
    throw new TrainingRefused(file, [
      { problem: 'begins as ARFF but has no @attribute lines or no @data line' },
    ]);
  }
  return { format: 'arff', headers, rows, notes: [] };
};
