import type { Inputs, InputValue, Source } from './types.ts';

const numberOf = (value: InputValue): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** `part / (|part| + |other|)`: a ratio that stays finite when its denominator is 0 or changes sign. */
export const shareOf = (part: number, other: number): number | null => {
  const whole = Math.abs(part) + Math.abs(other);
  return whole === 0 || !Number.isFinite(whole) ? null : part / whole;
};

/** Of the numbers that are there; what is missing does not count, and nothing of nothing is missing. */
export const aggregateOf = (
  kind: 'largest' | 'smallest' | 'mean' | 'above',
  values: readonly (number | null)[],
  limit = 0,
): number | null => {
  const known = values.filter((value) => value !== null);
  const [first] = known;
  if (first === undefined) return null;
  switch (kind) {
    case 'largest':
      return known.reduce((most, value) => Math.max(most, value), first);
    case 'smallest':
      return known.reduce((least, value) => Math.min(least, value), first);
    case 'mean':
      return known.reduce((sum, value) => sum + value, 0) / known.length;
    case 'above':
      return known.reduce((count, value) => count + (value > limit ? 1 : 0), 0);
  }
};

/** The value that a characteristic looks at; null when any number that it needs is missing. */
export const readSource = (source: Source, inputs: Inputs): InputValue => {
  const number = (column: string): number | null => numberOf(inputs[column]);
  switch (source.kind) {
    case 'column':
      return inputs[source.column];
    case 'share': {
      const part = number(source.part);
      const other = number(source.other);
      return part === null || other === null ? null : shareOf(part, other);
    }
    case 'difference': {
      const from = number(source.from);
      const less = number(source.less);
      return from === null || less === null ? null : from - less;
    }
    case 'above':
      return aggregateOf('above', source.of.map(number), source.limit);
    default:
      return aggregateOf(source.kind, source.of.map(number));
  }
};
