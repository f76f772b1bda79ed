/** A share of a whole, or null when there is no whole to have a share of. */
export const shareOf = (part: number, whole: number): number | null =>
  whole > 0 ? part / whole : null;
