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

/** Cuts at commas (or tabs) that stand outside of quotes. */
const cellsOf = (line: string): string[] => {
  if (!/['"]/.test(line)) return line.split(/[,\t]/).map((cell) => cell.trim());
  const cells = line.match(
    /(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,\t'"]|['"](?=[^,\t]*$))+|(?<=[,\t])(?=[,\t]|$)/g,
  );
  return (cells ?? []).map(unquoted);
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
    zeros.push(isNominal ? unquoted(type.replace(/^\{|,.*$|\}$/gs, '')) : '0');
  }
  if (headers.length === 0 || !inData) {
    throw new TrainingRefused(file, [
      { problem: 'begins as ARFF but has no @attribute lines or no @data line' },
    ]);
  }
  return { format: 'arff', headers, rows, notes: [] };
};
