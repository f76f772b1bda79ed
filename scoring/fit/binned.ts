import type { Frame } from '../frame/frame.ts';
import { codesOf, type Feature } from './feature.ts';

/** Rows as bins: for each feature one byte a row. */
export type Binned = {
  readonly features: readonly Feature[];
  readonly codes: readonly Uint8Array[];
  readonly bad: Uint8Array;
  readonly rows: number;
  /** What is learned instead of bad, when it is an amount. */
  readonly amounts?: Float64Array;
};

export const badOf = (frame: Frame, rows: Int32Array): Uint8Array =>
  Uint8Array.from(rows, (row) => frame.bad[row] ?? 0);

/** `known` spares computing derived figures again; in the order of the features. */
export const binned = (
  frame: Frame,
  features: readonly Feature[],
  rows: Int32Array,
  known: readonly (Float64Array | undefined)[] = [],
): Binned => ({
  features,
  codes: features.map((feature, index) => codesOf(frame, feature, rows, known[index])),
  bad: badOf(frame, rows),
  rows: rows.length,
});

/** Some of the rows, by their position. */
export const withRows = (all: Binned, positions: Int32Array): Binned => {
  const pick = (values: Uint8Array): Uint8Array =>
    Uint8Array.from(positions, (at) => values[at] ?? 0);
  const { amounts } = all;
  return {
    ...all,
    codes: all.codes.map(pick),
    bad: pick(all.bad),
    rows: positions.length,
    ...(amounts === undefined
      ? {}
      : { amounts: Float64Array.from(positions, (at) => amounts[at] ?? 0) }),
  };
};
