/** Texts that say that nothing is known. */
const missingTexts: ReadonlySet<string> = new Set([
  '',
  '?',
  '.',
  '-',
  '--',
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  'none given',
  'missing',
  '<na>',
  'unknown value',
  'inf',
  '-inf',
  'infinity',
  '-infinity',
]);

export const isMissingText = (text: string): boolean => missingTexts.has(text.trim().toLowerCase());

/** How a column writes its numbers. */
export type Notation = 'plain' | 'decimal comma' | 'decorated';

const plain = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const decimalComma = /^[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+$/;
const grouped = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;

/** Currency signs, per cent signs and groups of three say nothing about the order of values. */
const undecorated = (text: string): string => text.replace(/^[$€£]\s*|\s*%$/g, '').trim();

/** NaN for what is no number in this notation. */
export const numberIn = (notation: Notation, cell: string): number => {
  const text = cell.trim();
  if (plain.test(text)) return Number(text);
  if (notation === 'decimal comma' && decimalComma.test(text)) {
    return Number(text.replaceAll('.', '').replace(',', '.'));
  }
  if (notation === 'decorated') {
    const bare = undecorated(text);
    if (plain.test(bare)) return Number(bare);
    if (grouped.test(bare)) return Number(bare.replaceAll(',', ''));
  }
  return Number.NaN;
};

/** The notation that reads most of the cells, the plain one when they are equal. */
export const notationOf = (cells: readonly string[]): Notation => {
  const reads = (notation: Notation): number =>
    cells.filter((cell) => !Number.isNaN(numberIn(notation, cell))).length;
  const best = (['plain', 'decimal comma', 'decorated'] as const).map((notation) => ({
    notation,
    count: reads(notation),
  }));
  return best.reduce((most, next) => (next.count > most.count ? next : most)).notation;
};

const datePatterns = [
  /^\d{4}[-/]\d{1,2}([-/]\d{1,2})?([T ]\d{1,2}:\d{2}.*)?$/,
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}( \d{1,2}:\d{2}.*)?$/,
  /^\d{0,2}[- ]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-, ]+\d{1,4}(, ?\d{4})?$/i,
];

export const isDateText = (text: string): boolean =>
  datePatterns.some((pattern) => pattern.test(text.trim()));
