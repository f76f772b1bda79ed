/** Texts that say that nothing is known, those of broken formulas in a spreadsheet among them. */
const missingTexts: ReadonlySet<string> = new Set([
  '',
  '?',
  '.',
  '-',
  '--',
  'na',
  'n/a',
  'n.a.',
  'n/d',
  's/d',
  '#n/a',
  '#div/0!',
  '#value!',
  '#ref!',
  '#num!',
  '#name?',
  '#null!',
  'nan',
  '-nan',
  'null',
  '(null)',
  '<null>',
  'nil',
  'none given',
  'missing',
  '(missing)',
  '(blank)',
  '<na>',
  'not available',
  'unknown value',
  'inf',
  '-inf',
  'infinity',
  '-infinity',
]);

const longestMissing = Math.max(...[...missingTexts].map(({ length }) => length));

/** Every cell is asked, so what begins like a number is answered without looking further. */
export const isMissingText = (text: string): boolean => {
  const first = text.charCodeAt(0);
  if (first >= 48 && first <= 57) return false;
  const trimmed = text.trim();
  return trimmed.length <= longestMissing && missingTexts.has(trimmed.toLowerCase());
};

/** How a column writes its numbers. */
export type Notation = 'plain' | 'decimal comma' | 'decorated';

const plain = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const decimalComma = /^[+-]?(\d+|\d{1,3}([. ]\d{3})+),\d+$/;
const grouped = /^[+-]?[1-9]\d{0,2}([, ]\d{3})+(\.\d+)?$/;
const currency = /^([+-]?)\s*(?:[a-z]{0,3}\s?[$€£¥]|usd|eur|brl|mxn|clp|cop|pen)\s*/i;

/**
 * Currency signs, per cent signs and groups of three say nothing about the order of values; brackets
 * are the minus of accountants.
 */
const undecorated = (text: string): string =>
  text
    .replace(/^\((.*)\)$/, '-$1')
    .replace(currency, '$1')
    .replace(/\s*[%€]$/, '')
    .trim();

/** NaN for what is no number in this notation, or too large for one. */
export const numberIn = (notation: Notation, cell: string): number => {
  const text = cell.trim().replaceAll('\u00a0', ' ');
  const value = read(notation, text);
  return Number.isFinite(value) ? value : Number.NaN;
};

const read = (notation: Notation, text: string): number => {
  if (plain.test(text)) return Number(text);
  if (notation === 'plain') return Number.NaN;
  const bare = undecorated(text);
  if (notation === 'decimal comma') {
    if (decimalComma.test(bare)) return Number(bare.replace(/[. ]/g, '').replace(',', '.'));
    return plain.test(bare) ? Number(bare) : Number.NaN;
  }
  if (plain.test(bare)) return Number(bare);
  return grouped.test(bare) ? Number(bare.replace(/[, ]/g, '')) : Number.NaN;
};

/** The notation that reads most of the cells, the plain one when they are equal. */
export const notationOf = (cells: readonly string[]): Notation => {
  const reads = (notation: Notation): number =>
    cells.filter((cell) => !Number.isNaN(numberIn(notation, cell))).length;
  const best = (['plain', 'decorated', 'decimal comma'] as const).map((notation) => ({
    notation,
    count: reads(notation),
  }));
  return best.reduce((most, next) => (next.count > most.count ? next : most)).notation;
};

/** Known ones alone: the letters of a masked code such as `943xx` are no unit. */
const measured =
  /^([+-]?\d+(?:\.\d+)?)\s*(days?|weeks?|months?|mths?|mos?|years?|yrs?|hours?|hrs?|km|kms|miles?|mi|kg|lbs?|m2|sqm|sq ?ft|cc|hp|kw|bhp|kmpl|usd|eur|gbp|inr|rs|pesos?|días?|dias?|mes(?:es)?|años?|anos?)\.?$/i;

/** The unit that every cell has behind its number, its plural aside; undefined when there is none. */
export const unitOf = (cells: readonly string[]): string | undefined => {
  const units = new Set<string>();
  for (const cell of cells) {
    const [, , unit] = measured.exec(cell.trim()) ?? [];
    if (unit === undefined) return undefined;
    units.add(unit.toLowerCase().replace(/s$/, ''));
    if (units.size > 1) return undefined;
  }
  return [...units][0];
};

/** The number in front of a unit. */
export const withoutUnit = (cell: string): string => measured.exec(cell.trim())?.[1] ?? cell;

const datePatterns = [
  /^\d{4}[-/]\d{1,2}([-/]\d{1,2})?([T ]\d{1,2}:\d{2}.*)?$/,
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}( \d{1,2}:\d{2}.*)?$/,
  /^\d{0,2}[- ]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-, ]+\d{1,4}(, ?\d{4})?$/i,
];

export const isDateText = (text: string): boolean =>
  datePatterns.some((pattern) => pattern.test(text.trim()));
