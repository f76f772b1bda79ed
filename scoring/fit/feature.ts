import { aggregateOf, shareOf } from '../../shared/domain/scoring/source.ts';
import type { Source } from '../../shared/domain/scoring/types.ts';
import type { Column, NumericColumn } from '../frame/columns.ts';
import type { Frame } from '../frame/frame.ts';
import { binIn, cutsOf } from './cuts.ts';

/**
 * One candidate characteristic with its fine bins. Numbers: `ordered` intervals, then one bin for each
 * special code, then missing. Categories: one bin for each level in use, then other, then missing.
 */
export type Feature = {
  readonly name: string;
  readonly source: Source;
  readonly bins:
    | {
        readonly kind: 'numeric';
        readonly cuts: Float64Array;
        readonly specials: readonly number[];
        /** The texts that some of the special codes stand for. */
        readonly texts?: ReadonlyMap<number, string>;
      }
    | { readonly kind: 'categorical'; readonly levels: readonly string[] };
  /** Bins at the front that follow each other in order; 0 for categories. */
  readonly ordered: number;
  readonly size: number;
};

/** Bins have to fit into one byte. */
const binsAtMost = 200;

const numericFeature = (
  name: string,
  source: Source,
  values: Float64Array,
  { specials, texts }: Pick<NumericColumn, 'specials' | 'texts'>,
  most: number,
): Feature => {
  const cuts = cutsOf(values, most, specials);
  return {
    name,
    source,
    bins: { kind: 'numeric', cuts, specials, ...(texts === undefined ? {} : { texts }) },
    ordered: cuts.length + 1,
    size: cuts.length + 1 + specials.length + 1,
  };
};

/** Levels seen less often than this share the bin for what is new: nothing is known about them. */
const levelAtLeast = 10;

const categoricalFeature = (
  { name, levels }: { readonly name: string; readonly levels: readonly string[] },
  codes: Int32Array,
): Feature => {
  const counts = levels.map(() => 0);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  const kept = levels
    .map((level, code) => ({ level, count: counts[code] ?? 0 }))
    .filter(({ count }) => count >= levelAtLeast)
    .toSorted((a, b) => b.count - a.count || (a.level < b.level ? -1 : 1))
    .slice(0, binsAtMost)
    .map(({ level }) => level);
  return {
    name,
    source: { kind: 'column', column: name },
    bins: { kind: 'categorical', levels: kept },
    ordered: 0,
    size: kept.length + 2,
  };
};

const numberAt = (column: NumericColumn | undefined, row: number): number =>
  column?.numbers[row] ?? Number.NaN;

/** Numbers of one source in every row; special codes are no amounts and count as missing in sums. */
export const numbersOf = (frame: Frame, source: Source): Float64Array => {
  const raw = (name: string): NumericColumn | undefined => {
    const column = frame.columns.find((each) => each.name === name);
    return column?.kind === 'numeric' ? column : undefined;
  };
  const each = (value: (row: number) => number | null): Float64Array =>
    Float64Array.from({ length: frame.rows }, (_, row) => value(row) ?? Number.NaN);
  switch (source.kind) {
    case 'column': {
      const column = raw(source.column);
      return column?.numbers ?? new Float64Array(frame.rows).fill(Number.NaN);
    }
    case 'share': {
      const [part, other] = [raw(source.part), raw(source.other)];
      return each((row) => shareOf(numberAt(part, row), numberAt(other, row)));
    }
    case 'difference': {
      const [from, less] = [raw(source.from), raw(source.less)];
      return each((row) => numberAt(from, row) - numberAt(less, row));
    }
    default: {
      const columns = source.of.map(raw);
      const limit = source.kind === 'above' ? source.limit : 0;
      return each((row) =>
        aggregateOf(
          source.kind,
          columns.map((column) => {
            const value = numberAt(column, row);
            return Number.isNaN(value) ? null : value;
          }),
          limit,
        ),
      );
    }
  }
};

const picked = <T extends Float64Array | Int32Array>(values: T, rows: Int32Array): T => {
  const out = values.slice(0, rows.length) as T;
  for (let at = 0; at < rows.length; at += 1) out[at] = values[rows[at] ?? 0] ?? 0;
  return out;
};

/** Bins of a column, from the training rows alone. */
export const columnFeature = (column: Column, rows: Int32Array, most: number): Feature =>
  column.kind === 'numeric'
    ? numericFeature(
        column.name,
        { kind: 'column', column: column.name },
        picked(column.numbers, rows),
        column,
        most,
      )
    : categoricalFeature(column, picked(column.codes, rows));

/** Bins of a derived figure, from the training rows alone. */
export const derivedFeature = (
  name: string,
  source: Source,
  values: Float64Array,
  rows: Int32Array,
  most: number,
): Feature => numericFeature(name, source, picked(values, rows), { specials: [] }, most);

/** The bin of each of the rows. */
export const codesOf = (
  frame: Frame,
  feature: Feature,
  rows: Int32Array,
  values?: Float64Array,
): Uint8Array => {
  const codes = new Uint8Array(rows.length);
  const { bins, size } = feature;
  if (bins.kind === 'categorical') {
    const column = frame.columns.find((each) => each.name === feature.name);
    if (column?.kind !== 'categorical') return codes.fill(size - 1);
    const of = column.levels.map((level) => {
      const at = bins.levels.indexOf(level);
      return at < 0 ? size - 2 : at;
    });
    for (let at = 0; at < rows.length; at += 1) {
      codes[at] = of[column.codes[rows[at] ?? 0] ?? -1] ?? size - 1;
    }
    return codes;
  }
  const numbers = values ?? numbersOf(frame, feature.source);
  const { cuts, specials } = bins;
  for (let at = 0; at < rows.length; at += 1) {
    const value = numbers[rows[at] ?? 0] ?? Number.NaN;
    const special = specials.length === 0 ? -1 : specials.indexOf(value);
    if (Number.isNaN(value)) codes[at] = size - 1;
    else codes[at] = special >= 0 ? feature.ordered + special : binIn(cuts, value);
  }
  return codes;
};
