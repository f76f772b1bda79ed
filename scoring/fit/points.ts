import type { Binned } from './binned.ts';
import type { Effects } from './effects.ts';

/** Whole points for each fine bin of each feature. Neighbouring bins that were joined have the same. */
export type PointTables = {
  readonly basePoints: number;
  readonly byFeature: readonly Int32Array[];
  /** Rows of each fine bin, which give the shares of the attributes. */
  readonly rowsByBin: readonly Float64Array[];
};

/** More intervals than this nobody reads. */
const intervalsAtMost = 16;
/** Joining neighbours may cost this much log likelihood: less than chance gives away. */
const costAtMost = 0.01;
/** An interval holds this part of the rows or this many, as long as there is a neighbour to join. */
const leastShare = 0.005;
const leastRows = 50;
/** A characteristic that moves the score less than this is left out. */
const leastRange = 2;

type Span = { from: number; to: number; rows: number; information: number; effect: number };

const joined = (left: Span, right: Span): Span => {
  const information = left.information + right.information;
  return {
    from: left.from,
    to: right.to,
    rows: left.rows + right.rows,
    information,
    effect:
      information === 0
        ? (left.effect + right.effect) / 2
        : (left.effect * left.information + right.effect * right.information) / information,
  };
};

/** Loss of log likelihood, to the second order, when two spans share one effect. */
const costOf = (left: Span, right: Span): number => {
  const both = left.information + right.information;
  return both === 0
    ? 0
    : ((left.information * right.information) / both / 2) * (left.effect - right.effect) ** 2;
};

/** Joins the two neighbours that lose least, until every further join would lose something. */
const coarsened = (fine: readonly Span[], rows: number): readonly Span[] => {
  let spans = [...fine];
  while (spans.length > 1) {
    let cheapest = -1;
    let lowest = Infinity;
    for (let at = 0; at < spans.length - 1; at += 1) {
      const [left, right] = [spans[at], spans[at + 1]];
      if (left === undefined || right === undefined) continue;
      const thin = Math.min(left.rows, right.rows) < Math.min(leastRows, leastShare * rows);
      const cost = thin ? costOf(left, right) - 1e6 : costOf(left, right);
      if (cost < lowest) {
        lowest = cost;
        cheapest = at;
      }
    }
    if (lowest > costAtMost && spans.length <= intervalsAtMost) break;
    const [left, right] = [spans[cheapest], spans[cheapest + 1]];
    if (left === undefined || right === undefined) break;
    spans = [...spans.slice(0, cheapest), joined(left, right), ...spans.slice(cheapest + 2)];
  }
  return spans;
};

/** How effects become points: what one unit is worth, and what a whole level is. */
export type PointUnit = {
  readonly pointsOfOne: number;
  readonly pointsOf: (level: number) => number;
};

/**
 * Turns effects into whole points; `weight` is the information (curvature of the loss) of each row. Each table is centred on its mean over the rows, so that 0 points
 * are neutral; intervals that differ by less than chance are joined.
 */
export const pointTables = (
  effects: Effects,
  data: Binned,
  weight: Float64Array,
  { pointsOfOne, pointsOf }: PointUnit,
): PointTables => {
  let level = effects.intercept;
  const rowsByBin: Float64Array[] = [];
  const byFeature = data.features.map((feature, index) => {
    const { ordered, size } = feature;
    const codes = data.codes[index] ?? new Uint8Array();
    const table = effects.byFeature[index] ?? new Float64Array(size);
    const rows = new Float64Array(size);
    const information = new Float64Array(size);
    for (let row = 0; row < codes.length; row += 1) {
      const bin = codes[row] as number;
      (rows[bin] as number) += 1;
      (information[bin] as number) += weight[row] as number;
    }
    rowsByBin.push(rows);
    const spans = coarsened(
      Array.from({ length: ordered }, (_, bin) => ({
        from: bin,
        to: bin + 1,
        rows: rows[bin] ?? 0,
        information: information[bin] ?? 0,
        effect: table[bin] ?? 0,
      })),
      data.rows,
    );
    const smooth = Float64Array.from(table);
    for (const { from, to, effect } of spans) smooth.fill(effect, from, to);
    const mean = smooth.reduce((sum, value, bin) => sum + value * (rows[bin] ?? 0), 0) / data.rows;
    const points = Int32Array.from(smooth, (value) => Math.round(pointsOfOne * (value - mean)));
    const range = Math.max(...points) - Math.min(...points);
    level += mean;
    return range < leastRange ? new Int32Array(size) : points;
  });
  return { basePoints: Math.round(pointsOf(level)), byFeature, rowsByBin };
};

/** The score of each row: the same sum that the scorecard gives. */
export const sumsOf = ({ basePoints, byFeature }: PointTables, data: Binned): Int32Array => {
  const sums = new Int32Array(data.rows).fill(basePoints);
  data.codes.forEach((codes, index) => {
    const table = byFeature[index];
    if (table === undefined || table.every((value) => value === 0)) return;
    for (let row = 0; row < sums.length; row += 1) {
      sums[row] = (sums[row] as number) + (table[codes[row] as number] as number);
    }
  });
  return sums;
};
