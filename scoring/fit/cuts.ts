/** The decimal with the fewest digits that is above `low` and not above `high`. */
export const shortestBetween = (low: number, high: number): number => {
  for (let digits = 1; digits <= 15; digits += 1) {
    const candidate = Number(high.toPrecision(digits));
    if (candidate > low && candidate <= high) return candidate;
    // toPrecision rounds to the nearest, which may lie above: one unit of the last digit less.
    const unit = 10 ** (Math.floor(Math.log10(Math.abs(high) || 1)) - digits + 1);
    const below = Number((candidate - unit).toPrecision(digits));
    if (candidate > high && below > low && below <= high) return below;
  }
  return high;
};

/** A bin at either end of long data holds this many rows at least, and this part of them. */
const endAtLeast = 30;
const endShare = 1 / 400;

/**
 * Lower bounds of the second and every later bin, so that each holds about the same number of rows and
 * a value that fills a bin alone has one of its own. Towards both ends bins of long data get smaller:
 * what is rare there, such as the third and the fourth arrears, often tells most. NaN and `apart` do
 * not count.
 */
export const cutsOf = (
  values: Float64Array,
  most: number,
  apart: readonly number[] = [],
): Float64Array => {
  const known = values.filter((value) => !Number.isNaN(value) && !apart.includes(value)).sort();
  const middle = known.length / most;
  const least = Math.min(middle, Math.max(endAtLeast, known.length * endShare));
  const cuts: number[] = [];
  let inBin = 0;
  let at = 0;
  while (at < known.length) {
    const value = known[at] ?? 0;
    let next = at + 1;
    while (next < known.length && known[next] === value) next += 1;
    const count = next - at;
    const fromEnd = Math.min(at, known.length - next + 1);
    const wanted = Math.min(middle, Math.max(least, fromEnd / 2));
    const heavy = count >= wanted;
    if (inBin > 0 && (heavy || inBin + count / 2 > wanted)) {
      cuts.push(shortestBetween(known[at - 1] ?? value, value));
      inBin = 0;
    }
    inBin += count;
    if (heavy && next < known.length) {
      cuts.push(shortestBetween(value, known[next] ?? value));
      inBin = 0;
    }
    at = next;
  }
  return Float64Array.from(cuts);
};

/** How many cuts are at or below the value: the index of its bin. */
export const binIn = (cuts: Float64Array, value: number): number => {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cuts[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
};
