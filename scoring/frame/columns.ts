import type { Grid } from '../read/grid.ts';
import { specialCodes } from './specials.ts';
import { isDateText, isMissingText, notationOf, numberIn, unitOf, withoutUnit } from './values.ts';

export type NumericColumn = {
  readonly kind: 'numeric';
  readonly name: string;
  /** NaN is missing. */
  readonly numbers: Float64Array;
  /** Codes that are no amounts; they get bins of their own. */
  readonly specials: readonly number[];
  /** The texts among them, such as `no file` in a column of scores, by the number in their place. */
  readonly texts?: ReadonlyMap<number, string>;
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
/** One that comes again this often is a code; columns of numbers have few of them. */
const codeAtLeast = 10;
const codeShare = 0.002;
const textCodesAtMost = 8;
/** Fewer different numbers beside texts are names of steps, such as 0, 1, 2 and 3+. */
const numbersOfAScale = 12;
/** No amount comes near; the next text gets twice it. */
const inPlaceOfText = -1e300;
/** With more levels than this, those that are frequent have to hold this part of the rows. */
const levelsAtMost = 50;
const levelOften = 10;
const leastInLevels = 0.25;
/** Units are dropped where they stand behind amounts; a few terms are categories as they are. */
const termsAtMost = 50;
/** Numbers that rise from row to row this long count the rows. */
const longCounter = 200;

const unusable = (name: string, why: string): ReadColumn => ({
  unusable: { name, why },
  notes: [],
});

const idName =
  /(^|[^a-z])(id|ids|uid|guid|index|key|uuid|ref|reference|row ?(name|number|id)|unnamed.*|number|no|nr)$/;

const looksLikeId = (name: string): boolean =>
  idName.test(
    name
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/[_\-.:]+/g, ' ')
      .trim(),
  );

const isCounter = (numbers: Float64Array, named: boolean): boolean => {
  const step = (numbers[1] ?? Number.NaN) - (numbers[0] ?? Number.NaN);
  const along = (fits: (change: number) => boolean): boolean =>
    numbers.every(
      (value, at) =>
        Number.isInteger(value) && (at === 0 || fits(value - (numbers[at - 1] ?? Number.NaN))),
    );
  if (numbers.length <= 20) return false;
  if (Math.abs(step) === 1 && along((change) => change === step)) return true;
  return (
    (named || numbers.length >= longCounter) &&
    (along((change) => change > 0) || along((change) => change < 0))
  );
};

const numeric = (
  name: string,
  cells: readonly string[],
  numbers: Float64Array,
  slips: readonly string[],
  codes: readonly string[],
): ReadColumn => {
  const known = numbers.filter((value) => !Number.isNaN(value));
  const distinct = new Set(known).size;
  if (distinct < 2 && known.length === cells.length) {
    return unusable(name, `constant: ${cells[0]?.trim()} in every row`);
  }
  const named = looksLikeId(name);
  if (isCounter(numbers, named)) return unusable(name, 'counts the rows: an identifier');
  const whole = known.every((value) => Number.isInteger(value));
  if (whole && distinct === cells.length && cells.length > 50 && named) {
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
  if (codes.length === 0) return { column: { kind: 'numeric', name, numbers, specials }, notes };
  notes.push(
    `column "${name}": ${codes.map((code) => `"${code}"`).join(', ')} beside numbers taken as special codes`,
  );
  const places = codes.map((code, at) => [inPlaceOfText * (at + 1), code] as const);
  const placeOf = new Map(places.map(([place, code]) => [code, place]));
  return {
    column: {
      kind: 'numeric',
      name,
      numbers: numbers.map((value, row) => placeOf.get(cells[row]?.trim() ?? '') ?? value),
      specials: [...specials, ...places.map(([place]) => place)],
      texts: new Map(places),
    },
    notes,
  };
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
  const counts = new Int32Array(levels.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  const inFrequent = counts.reduce((sum, count) => sum + (count >= levelOften ? count : 0), 0);
  if (levels.length > levelsAtMost && inFrequent < leastInLevels * known) {
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
  const written = grid.rows.map((row) => row.cells[at] ?? '');
  const known = written.filter((cell) => !isMissingText(cell));
  if (known.length === 0) return unusable(name, 'missing in every row');
  const unit = new Set(known).size > termsAtMost ? unitOf(known) : undefined;
  const cells = unit === undefined ? written : written.map(withoutUnit);
  const notation = unit === undefined ? notationOf(known.slice(0, 2000)) : 'plain';
  const numbers = Float64Array.from(cells, (cell) =>
    isMissingText(cell) ? Number.NaN : numberIn(notation, cell),
  );
  const counts = new Map<string, number>();
  cells.forEach((cell, row) => {
    if (!Number.isNaN(numbers[row]) || isMissingText(cell)) return;
    const text = cell.trim();
    counts.set(text, (counts.get(text) ?? 0) + 1);
  });
  const often = Math.max(codeAtLeast, codeShare * known.length);
  const frequent = [...counts].filter(([, count]) => count >= often).map(([text]) => text);
  const scale = new Set(numbers.filter((value) => !Number.isNaN(value))).size <= numbersOfAScale;
  const codes = scale || frequent.length > textCodesAtMost ? [] : frequent;
  const slips = [...counts].filter(([text]) => !codes.includes(text));
  const slipped = slips.reduce((sum, [, count]) => sum + count, 0);
  if (slipped > slipsAtMost * known.length || slipped === known.length) {
    return categorical(name, cells);
  }
  const slipTexts = slips.flatMap(([text, count]) => Array<string>(count).fill(text));
  const read = numeric(name, cells, numbers, slipTexts, codes);
  return unit === undefined
    ? read
    : {
        ...read,
        notes: [...read.notes, `column "${name}": in ${unit}; the card reads the number alone`],
      };
};
