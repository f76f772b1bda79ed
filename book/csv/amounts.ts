import { maxDocumentMinor } from '../../events/envelope.ts';
import { exponentOf, inMajor, parseMinor } from '../../shared/domain/money.ts';
import type { PlacedCell, Problem } from './problems.ts';
import { misunderstood, type Parsed, understood } from './values.ts';

const separators = ['.', ','] as const;

export type Separator = (typeof separators)[number];

/** What stands before the decimals, and whether the map says so or the amounts do. */
export type DecimalStyle = { readonly separator: Separator; readonly said: boolean };

/** An amount with the currency of its row. */
export type AmountCell = PlacedCell & { readonly currency: string };

const otherOf = (separator: Separator): Separator => (separator === '.' ? ',' : '.');

/** No group of thousands begins with a zero: `0.500` has decimals. */
const grouped: Readonly<Record<Separator, RegExp>> = {
  '.': /^-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/,
  ',': /^-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/,
};

const threeDecimals: Readonly<Record<Separator, RegExp>> = { '.': /\.\d{3}$/, ',': /,\d{3}$/ };

/**
 * Minor units of a decimal text, the other separator allowed between groups of three. Unless the map
 * says what the separator is, three digits after it are no decimals of a currency that has fewer:
 * `500.000` CLP are thousands, or a mistake.
 */
const minorOf = (
  text: string,
  { separator, said }: DecimalStyle,
  currency: string,
): Parsed<number> => {
  const other = otherOf(separator);
  const ungrouped = grouped[separator].test(text) ? text.replaceAll(other, '') : text;
  if (ungrouped.includes(other)) {
    return misunderstood(`expected a decimal number with "${separator}" before the decimals`);
  }
  const parsed = parseMinor(ungrouped.replace(separator, '.'), currency);
  if (!parsed.ok) return misunderstood(parsed.problem);
  const places = exponentOf(currency);
  if (!said && places < 3 && threeDecimals[separator].test(ungrouped)) {
    return misunderstood(
      `${currency} has ${places} decimal places, and other amounts have "${separator}" before the decimals; set decimalSeparator in a map (--map)`,
    );
  }
  return understood(parsed.amountMinor);
};

/** Minor units above zero, and at most those of one document. */
export const parseAmount = (
  text: string,
  style: DecimalStyle,
  currency: string,
): Parsed<number> => {
  const parsed = minorOf(text.trim(), style, currency);
  if (!parsed.ok) return parsed;
  if (parsed.value > maxDocumentMinor) {
    return misunderstood(`expected at most ${maxDocumentMinor} minor units`);
  }
  return parsed.value > 0 ? parsed : misunderstood('expected an amount above zero');
};

const inferred = (separator: Separator): DecimalStyle => ({ separator, said: false });

const readingsOf = ({ value, currency }: AmountCell): readonly (number | undefined)[] =>
  separators.map((separator) => {
    const parsed = minorOf(value, inferred(separator), currency);
    return parsed.ok ? parsed.value : undefined;
  });

/**
 * The decimal separator of a book. An amount that can be read with one of them only decides; what
 * contradicts it is refused where it is read. Where none decides, an amount that would be another
 * one with the other separator is a problem: it is never guessed.
 */
export const settleDecimals = (
  cells: readonly AmountCell[],
  said: Separator | undefined,
  problems: Problem[],
): DecimalStyle => {
  if (said !== undefined) return { separator: said, said: true };
  const votes = { '.': 0, ',': 0 };
  let undecided: Problem | undefined;
  for (const cell of cells) {
    const [point, comma] = readingsOf(cell);
    if (point !== undefined && comma === undefined) votes['.'] += 1;
    if (point === undefined && comma !== undefined) votes[','] += 1;
    if (point === undefined || comma === undefined || point === comma) continue;
    const { row, column, value, currency } = cell;
    const read = [point, comma].map((minor) => inMajor(minor, currency)).join(' and as ');
    undecided ??= {
      row,
      column,
      value,
      problem: `this and every other amount can be read as ${read}; set decimalSeparator in a map (--map)`,
    };
  }
  if (votes['.'] + votes[','] === 0 && undecided !== undefined) problems.push(undecided);
  return inferred(votes[','] > votes['.'] ? ',' : '.');
};

/** What was taken for thousands although a map could say that it is decimals, with an example. */
export const thousandsNote = (
  cells: readonly AmountCell[],
  { separator, said }: DecimalStyle,
): readonly string[] => {
  if (said) return [];
  const otherwise: DecimalStyle = { separator: otherOf(separator), said: true };
  if (!cells.every(({ value, currency }) => minorOf(value, otherwise, currency).ok)) return [];
  for (const { value, currency } of cells) {
    const read = minorOf(value, inferred(separator), currency);
    const other = minorOf(value, otherwise, currency);
    if (read.ok && other.ok && read.value !== other.value) {
      return [
        `amounts are in thousands: "${value}" is read as ${inMajor(read.value, currency)}; decimalSeparator in a map says otherwise`,
      ];
    }
  }
  return [];
};
