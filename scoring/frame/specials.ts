/** Codes in use for "no such record", "refused", "not asked": all nines, and nearly so. */
const nines = /^9{2,}$/;
const highCodes: ReadonlySet<number> = new Set([96, 97, 98, 996, 997, 998, 9996, 9997, 9998]);
const lowCodes: ReadonlySet<number> = new Set([-1, -6, -7, -8, -9, -66, -77, -88, -96, -97, -98]);

const isLowCode = (value: number): boolean => lowCodes.has(value) || nines.test(String(-value));
const isHighCode = (value: number): boolean => highCodes.has(value) || nines.test(String(value));

const seenAtLeast = 5;

/**
 * Numbers that are no amounts but codes: negative ones in a column that is otherwise not negative,
 * and nines far above everything else, each seen several times. -1 and -2 next to 0, 1 and 2 are
 * steps of a small scale; -1 beside amounts up to 20 and more is a code.
 */
export const specialCodes = (numbers: Float64Array): readonly number[] => {
  const counts = new Map<number, number>();
  for (const value of numbers) {
    if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const often = (value: number): boolean => (counts.get(value) ?? 0) >= seenAtLeast;
  const values = [...counts.keys()].toSorted((a, b) => a - b);
  const negative = values.filter((value) => value < 0);
  const largest = values.findLast((value) => !isHighCode(value)) ?? 0;
  const low =
    negative.length > 0 &&
    negative.length <= 4 &&
    negative.every((value) => isLowCode(value) && often(value)) &&
    (largest >= 20 || !negative.includes(-1))
      ? negative
      : [];
  const high = values.filter((value) => isHighCode(value) && often(value));
  const apart =
    high.length > 0 && high.length <= 4 && largest > 0 && (high[0] ?? 0) > 2.5 * largest;
  return [
    ...low,
    ...(apart && values.every((value) => value <= largest || isHighCode(value)) ? high : []),
  ];
};
