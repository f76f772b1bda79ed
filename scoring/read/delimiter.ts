export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

export type Cut = {
  readonly delimiter: Delimiter;
  /** Pieces of the usual line, and of the first one. */
  readonly usual: number;
  readonly first: number;
  readonly quote: '"' | "'";
};

const doubleQuoted = /"(?:[^"]|"")*"/g;
/** Apostrophes quote only where they enclose a whole cell; elsewhere they are letters. */
const singleQuoted = /(?<=^|[,;\t|]\s*)'[^']*'(?=\s*(?:[,;\t|]|$))/g;

const piecesOf = (record: string, delimiter: Delimiter): number =>
  record.replace(doubleQuoted, 'q').replace(singleQuoted, 'q').split(delimiter).length;

const looksAt = 200_000;
const recordsAtMost = 50;

/** Lines of the beginning; the last one is left out where the look ends in the middle of it. */
const linesOf = (text: string): string[] => {
  const lines = text.slice(0, looksAt).split(/\r\n|\n|\r/);
  return text.length > looksAt && lines.length > 2 ? lines.slice(0, -1) : lines;
};

/** Marks of double quotes without a partner: what follows belongs to the same record. */
const isOpen = (record: string): boolean => (record.match(/"/g)?.length ?? 0) % 2 === 1;

/**
 * The first records: lines, but those that a quoted line end parts are one. A stray quote would join
 * the rest of the file; then lines are taken as they are.
 */
export const firstRecords = (text: string): readonly string[] => {
  const lines = linesOf(text);
  const records: string[] = [];
  let open: string | undefined;
  let joined = 0;
  for (const line of lines) {
    if (records.length === recordsAtMost) break;
    const record = open === undefined ? line : `${open}\n${line}`;
    joined = open === undefined ? 0 : joined + 1;
    if (isOpen(record) && joined < recordsAtMost) {
      open = record;
      continue;
    }
    open = undefined;
    if (record.trim() !== '') records.push(record);
  }
  const strayed = open !== undefined && records.length < 3;
  return strayed ? lines.filter((line) => line.trim() !== '').slice(0, recordsAtMost) : records;
};

const commaNumber = /^[+-]?\d+(,\d+)?$/;

/** Columns parted by spaces whose numbers have a decimal comma: nothing in them is a delimiter. */
const spacedCommas = (records: readonly string[]): boolean => {
  const cells = records.slice(1).map((record) => record.trim().split(/\s+/));
  const wide = cells[0]?.length ?? 0;
  return (
    wide > 1 &&
    cells.some((each) => each.some((cell) => cell.includes(','))) &&
    !records.some((record) => record.includes('\t')) &&
    cells.every((each) => each.length === wide && each.every((cell) => commaNumber.test(cell)))
  );
};

const quoteOf = (records: readonly string[]): '"' | "'" => {
  const single = records.filter((record) => !record.includes('"') && record.match(singleQuoted));
  return single.length > records.length / 2 ? "'" : '"';
};

/**
 * The delimiter that cuts the first records into the same number of pieces, the most of them, names
 * included: a first line of names has as many pieces as the others, or one less where row names stand
 * in front. A comma yields to others that fit every record, because it may part decimals. Undefined
 * when none fits.
 */
export const cutOf = (records: readonly string[]): Cut | undefined => {
  if (spacedCommas(records)) return undefined;
  const quote = quoteOf(records);
  const fits = delimiters.flatMap((delimiter) => {
    const pieces = records.map((record) => piecesOf(record, delimiter));
    const usual = pieces.toSorted((a, b) => a - b)[Math.floor(pieces.length / 2)] ?? 1;
    const [first = 0, ...others] = pieces;
    const same = others.filter((count) => count === usual).length;
    // Names that agree with half of the rows tell the delimiter too: the other rows are broken.
    const least = first === usual ? 0.5 : 0.8;
    if (usual < 2 || first < 2 || same < least * others.length) return [];
    const whole = same === others.length && first === usual;
    return [{ delimiter, usual, first, quote, whole }];
  });
  const best = fits.toSorted(
    (a, b) =>
      Number(b.whole && b.delimiter !== ',') - Number(a.whole && a.delimiter !== ',') ||
      b.usual - a.usual,
  )[0];
  if (best === undefined) return undefined;
  const { whole: _, ...cut } = best;
  return cut;
};

/**
 * Blanks lines of comment in front of the names, so that row numbers stay those of the file. A line of
 * names may begin with # too: the last one is kept when it has as many pieces as the line after it.
 */
export const withoutComments = (text: string): string => {
  const lines = linesOf(text);
  const end = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  if (end <= 0) return text;
  const [last = '', next = ''] = [lines[end - 1], lines[end]];
  const isHeader = delimiters.some((delimiter) => {
    const pieces = piecesOf(next, delimiter);
    return pieces > 1 && piecesOf(last, delimiter) === pieces;
  });
  let at = 0;
  for (let line = 0; line < (isHeader ? end - 1 : end); line += 1) {
    at = text.indexOf('\n', at) + 1;
    if (at === 0) return text;
  }
  return text.slice(0, at).replace(/[^\r\n]/g, '') + text.slice(at);
};
