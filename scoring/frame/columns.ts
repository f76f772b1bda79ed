import type { Grid } from '../read/grid.ts';
import { specialCodes } from './specials.ts';
import { isDateText, isMissingText, notationOf, numberIn } from './values.ts';

export type NumericColumn = {
  readonly kind: 'numeric';
  readonly name: string;
  /** NaN is missing. */
  readonly numbers: Float64Array;
  /** Codes that are no amounts; they get bins of their own. */
  readonly specials: readonly number[];
};

export type CategoricalColumn = {
  readonly kind: 'categorical';
  readonly name: string;
  /** Index into levels; -1 is missing. */
  readonly codes: Int32Array;
  readonly levels: readonly string[];
};

export type Column = NumericColumn | CategoricalColumn;

/** A column that cannot serve, and why. */
export type Unusable = { readonly name: string; readonly why: string };

export type ReadColumn = {
  readonly column?: Column;
  readonly unusable?: Unusable;
  readonly notes: readonly string[];
};

/** Text in a column of numbers, up to this part of the cells, is a slip and not a category. */
const slipsAtMost = 0.02;
/** More different texts than this are names or free text. */
const levelsAtMost = 1000;

const unusable = (name: string, why: string): ReadColumn => ({
  unusable: { name, why },
  notes: [],
});

const idName = /(^|[^a-z])(id|ids|index|key|uuid|row ?(name|number|id)|unnamed.*|number|no|nr)$/;

const looksLikeId = (name: string): boolean =>
  idName.test(
    name
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/[_\-.:]+/g, ' ')
      .trim(),
  );

const isCounter = (numbers: Float64Array): boolean => {
  const step = (numbers[1] ?? Number.NaN) - (numbers[0] ?? Number.NaN);
  return (
    numbers.length > 20 &&
    Number.isInteger(numbers[0]) &&
    Math.abs(step) === 1 &&
    numbers.every((value, index) => index === 0 || value - (numbers[index - 1] ?? 0) === step)
  );
};

const numeric = (
  name: string,
  cells: readonly string[],
  numbers: Float64Array,
  slips: readonly string[],
): ReadColumn => {
  const known = numbers.filter((value) => !Number.isNaN(value));
  const distinct = new Set(known).size;
  if (distinct < 2 && known.length === cells.length) {
    return unusable(name, `constant: ${cells[0]?.trim()} in every row`);
  }
  if (isCounter(numbers)) return unusable(name, 'counts the rows: an identifier');
  const whole = known.every((value) => Number.isInteger(value));
  if (whole && distinct === cells.length && cells.length > 50 && looksLikeId(name)) {
    return unusable(name, 'different in every row and named as an identifier');
  }
  const specials = specialCodes(numbers);
  const notes: string[] = [];
  if (slips.length > 0) {
    notes.push(
      `column "${name}": ${slips.length} values that are no numbers count as missing (the first is "${slips[0]}")`,
    );
  }
  if (specials.length > 0) {
    notes.push(`column "${name}": ${specials.join(', ')} taken as special codes`);
  }
  return { column: { kind: 'numeric', name, numbers, specials }, notes };
};

const categorical = (name: string, cells: readonly string[]): ReadColumn => {
  const index = new Map<string, number>();
  const codes = Int32Array.from(cells, (cell) => {
    const text = cell.trim();
    if (isMissingText(text)) return -1;
    const known = index.get(text);
    if (known !== undefined) return known;
    index.set(text, index.size);
    return index.size - 1;
  });
  const levels = [...index.keys()];
  const known = codes.reduce((count, code) => count + (code >= 0 ? 1 : 0), 0);
  if (levels.length < 2 && known === cells.length) {
    return unusable(name, `constant: ${levels[0]} in every row`);
  }
  if (levels.length > levelsAtMost || (levels.length > 50 && levels.length > 0.5 * known)) {
    const dates = levels.slice(0, 200).filter(isDateText).length;
    return unusable(
      name,
      dates > 150 || dates === levels.length
        ? 'a date; expected a number of days, months or years as of the application'
        : `${levels.length} different texts in ${known} rows: an identifier or free text`,
    );
  }
  if (levels.filter(isDateText).length > 0.95 * levels.length && levels.length > 12) {
    return unusable(
      name,
      'a date; expected a number of days, months or years as of the application',
    );
  }
  return { column: { kind: 'categorical', name, codes, levels }, notes: [] };
};

/** What one column of text is: numbers, categories, or nothing to learn from. */
export const readColumn = (grid: Grid, at: number): ReadColumn => {
  const name = grid.headers[at] ?? '';
  const cells = grid.rows.map((row) => row.cells[at] ?? '');
  const known = cells.filter((cell) => !isMissingText(cell));
  if (known.length === 0) return unusable(name, 'missing in every row');
  const notation = notationOf(known.slice(0, 2000));
  const numbers = Float64Array.from(cells, (cell) =>
    isMissingText(cell) ? Number.NaN : numberIn(notation, cell),
  );
  const slips = cells.filter((cell, row) => Number.isNaN(numbers[row]) && !isMissingText(cell));
  return slips.length <= slipsAtMost * known.length && slips.length < known.length
    ? numeric(name, cells, numbers, slips)
    : categorical(name, cells);
};
