/** A file cut into named columns and rows of text; `row` is the line that an editor shows. */
export type Grid = {
  readonly format: 'csv' | 'white space' | 'arff';
  readonly headers: readonly string[];
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
  /** What was assumed while reading, in words. */
  readonly notes: readonly string[];
};
