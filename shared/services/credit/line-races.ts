/** Others kept committing on the line; the caller may ask again. */
export class LineContended extends Error {
  override readonly name = 'LineContended';
}

/** More than the writers that can meet on one line in the time that a caller waits. */
export const maxRaces = 12;
