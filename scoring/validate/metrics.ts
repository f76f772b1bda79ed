const sum = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let at = 0; at < values.length; at += 1) total += values[at] ?? 0;
  return total;
};

/** Mean squared distance of probability and outcome. */
export const brierOf = (probability: ArrayLike<number>, bad: Uint8Array): number => {
  let total = 0;
  for (let row = 0; row < bad.length; row += 1) {
    total += ((probability[row] ?? 0) - (bad[row] ?? 0)) ** 2;
  }
  return total / bad.length;
};

const orderOf = (scores: ArrayLike<number>): number[] =>
  Array.from({ length: scores.length }, (_, row) => row).sort(
    (a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || a - b,
  );

/** Largest distance of the cumulative distributions of bad and good over the score. */
export const ksOf = (scores: ArrayLike<number>, bad: Uint8Array): number => {
  const order = orderOf(scores);
  const bads = sum(bad);
  const goods = bad.length - bads;
  let [badSeen, goodSeen, largest] = [0, 0, 0];
  order.forEach((row, at) => {
    if (bad[row] === 1) badSeen += 1;
    else goodSeen += 1;
    const next = order[at + 1];
    if (next === undefined || scores[next] !== scores[row]) {
      largest = Math.max(largest, Math.abs(badSeen / bads - goodSeen / goods));
    }
  });
  return largest;
};

export type Band = {
  readonly fromScore: number;
  readonly toScore: number;
  readonly rows: number;
  readonly bad: number;
  /** Mean probability that the card gave them. */
  readonly expected: number;
  readonly observed: number;
  /** Part of all bad rows found up to and with this band, from the lowest scores on. */
  readonly badCaptured: number;
};

/** Bands of about equal size by score, from the lowest on; equal scores stay together. */
export const bandsOf = (
  scores: ArrayLike<number>,
  probability: ArrayLike<number>,
  bad: Uint8Array,
  count = 10,
): Band[] => {
  const order = orderOf(scores);
  const allBad = sum(bad);
  const bands: Band[] = [];
  let captured = 0;
  for (let at = 0; at < order.length; ) {
    const target = Math.round(((bands.length + 1) * order.length) / count);
    let end = Math.max(at + 1, target);
    while (end < order.length && scores[order[end] ?? 0] === scores[order[end - 1] ?? 0]) end += 1;
    const rows = order.slice(at, end);
    const own = rows.reduce((total, row) => total + (bad[row] ?? 0), 0);
    captured += own;
    bands.push({
      fromScore: scores[rows[0] ?? 0] ?? 0,
      toScore: scores[rows.at(-1) ?? 0] ?? 0,
      rows: rows.length,
      bad: own,
      expected: rows.reduce((total, row) => total + (probability[row] ?? 0), 0) / rows.length,
      observed: own / rows.length,
      badCaptured: captured / allBad,
    });
    at = end;
  }
  return bands;
};

/**
 * Population stability index of two samples over bands that hold a tenth of the first one each. Below
 * 0.1 is taken as stable, above 0.25 as another population.
 */
export const psiOf = (expected: ArrayLike<number>, actual: ArrayLike<number>): number => {
  const sorted = Array.from({ length: expected.length }, (_, at) => expected[at] ?? 0).sort(
    (a, b) => a - b,
  );
  const limits = [
    ...new Set(
      Array.from(
        { length: 9 },
        (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / 10)] ?? 0,
      ),
    ),
  ];
  const parts = (values: ArrayLike<number>): number[] => {
    const counts = Array.from({ length: limits.length + 1 }, () => 0);
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] ?? 0;
      const band = limits.findIndex((limit) => value < limit);
      const index = band < 0 ? limits.length : band;
      counts[index] = (counts[index] ?? 0) + 1;
    }
    return counts.map((count) => Math.max(count, 0.5) / values.length);
  };
  const after = parts(actual);
  return parts(expected).reduce((total, before, at) => {
    const now = after[at] ?? before;
    return total + (now - before) * Math.log(now / before);
  }, 0);
};
