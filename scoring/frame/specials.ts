/** Codes in use for "no such record", "refused", "not asked": all nines, and nearly so. */
const nines = /^9{2,}$/;
const highCodes: ReadonlySet<number> = new Set([96, 97, 98, 996, 997, 998, 9996, 9997, 9998]);
const lowCodes: ReadonlySet<number> = new Set([-1, -6, -7, -8, -9, -66, -77, -88, -96, -97, -98]);

const isNines = (value: number): boolean => nines.test(String(value));
const isLowCode = (value: number): boolean => lowCodes.has(value) || isNines(-value);
const isHighCode = (value: number): boolean => highCodes.has(value) || isNines(value);

const seenAtLeast = 5;

/** A whole number this often at the very end of a range, and this far away, is no measurement. */
const spikeAtLeast = 10;
const spikeShare = 0.001;
/** A handful of values is a scale, and its last step may be far away. */
const valuesOfAScale = 10;

type Counted = {
  readonly values: readonly number[];
  readonly rows: number;
  readonly times: (value: number) => number;
};

/** One end of the range that is farther from the rest than the rest is wide. */
const spikes = ({ values, rows, times }: Counted): number[] => {
  const isSpike = (value: number, next: number, far: number): boolean =>
    Number.isInteger(value) &&
    times(value) >= Math.max(spikeAtLeast, spikeShare * rows) &&
    Math.abs(value - next) > Math.abs(next - far);
  const at = (index: number): number => values.at(index) ?? Number.NaN;
  if (values.length <= valuesOfAScale) return [];
  return [
    ...(isSpike(at(0), at(1), at(-1)) ? [at(0)] : []),
    ...(isSpike(at(-1), at(-2), at(0)) ? [at(-1)] : []),
  ];
};

/**
 * Numbers that are no amounts but codes: negative ones in a column that is otherwise not negative,
 * nines far beyond everything else on either side, each seen several times, and any value that many
 * rows have far away from all others. -1 and -2 next to 0, 1 and 2 are steps of a small scale; -1
 * beside amounts up to 20 and more is a code.
 */
export const specialCodes = (numbers: Float64Array): readonly number[] => {
  const counts = new Map<number, number>();
  let rows = 0;
  for (const value of numbers) {
    if (Number.isNaN(value)) continue;
    rows += 1;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const times = (value: number): number => counts.get(value) ?? 0;
  const often = (value: number): boolean => times(value) >= seenAtLeast;
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
  const high = values.filter((value) => isHighCode(value) && value > largest);
  const apart =
    high.some(often) && high.length <= 4 && largest > 0 && (high[0] ?? 0) > 2.5 * largest;
  // Nines below amounts of either sign, such as -999 beside margins from -40 to 40.
  const least = values.find((value) => !isNines(-value)) ?? 0;
  const deep = values.filter((value) => isNines(-value) && value < least && often(value));
  const reach = Math.max(Math.abs(least), Math.abs(largest));
  const below = deep.length <= 4 && (deep.at(-1) ?? 0) < -2.5 * reach ? deep : [];
  const found = [...low, ...below, ...(apart ? high : [])];
  const rest = values.filter((value) => !found.includes(value));
  return [...new Set([...found, ...spikes({ values: rest, rows, times })])].toSorted(
    (a, b) => a - b,
  );
};
