import type { Binned } from './binned.ts';
import type { Feature } from './feature.ts';

type Counts = { readonly bad: Float64Array; readonly good: Float64Array };

export const countsOf = (feature: Feature, codes: Uint8Array, outcome: Uint8Array): Counts => {
  const bad = new Float64Array(feature.size);
  const good = new Float64Array(feature.size);
  for (let row = 0; row < codes.length; row += 1) {
    const bin = codes[row] as number;
    if (outcome[row] === 1) (bad[bin] as number) += 1;
    else (good[bin] as number) += 1;
  }
  return { bad, good };
};

/** Rows of average risk added to each bin, so that a bin of few rows says little. */
const prior = 10;
const binsAtMost = 8;
/** Part of the rows that a coarse bin holds at least. */
const leastShare = 0.04;
/** Twice the gain in log likelihood that a cut has to bring: chi-square of one degree, 5 %. */
const worthCutting = 3.84;

const xlogx = (value: number): number => (value <= 0 ? 0 : value * Math.log(value));

const logLikelihood = (bad: number, good: number): number =>
  xlogx(bad) + xlogx(good) - xlogx(bad + good);

type Span = { readonly from: number; readonly to: number };
type Cut = Span & { readonly at: number; readonly gain: number };

const bestCut = ({ bad, good }: Counts, { from, to }: Span, least: number): Cut | undefined => {
  let allBad = 0;
  let allGood = 0;
  for (let bin = from; bin < to; bin += 1) {
    allBad += bad[bin] ?? 0;
    allGood += good[bin] ?? 0;
  }
  const whole = logLikelihood(allBad, allGood);
  let best: Cut | undefined;
  let leftBad = 0;
  let leftGood = 0;
  for (let bin = from; bin < to - 1; bin += 1) {
    leftBad += bad[bin] ?? 0;
    leftGood += good[bin] ?? 0;
    const rightBad = allBad - leftBad;
    const rightGood = allGood - leftGood;
    if (leftBad + leftGood < least || rightBad + rightGood < least) continue;
    const gain =
      2 * (logLikelihood(leftBad, leftGood) + logLikelihood(rightBad, rightGood) - whole);
    if (gain > (best?.gain ?? worthCutting)) best = { from, to, at: bin + 1, gain };
  }
  return best;
};

/** Coarse bins of the ordered ones: the cut that explains most, again and again, while it pays. */
const spansOf = (counts: Counts, ordered: number): Span[] => {
  const sum = (values: Float64Array): number =>
    values.subarray(0, ordered).reduce((total, value) => total + value, 0);
  const least = Math.max(10, leastShare * (sum(counts.bad) + sum(counts.good)));
  let spans: Span[] = ordered === 0 ? [] : [{ from: 0, to: ordered }];
  while (spans.length < binsAtMost) {
    const cuts = spans.flatMap((span) => bestCut(counts, span, least) ?? []);
    const best = cuts.toSorted((a, b) => b.gain - a.gain)[0];
    if (best === undefined) break;
    spans = spans.flatMap((span) =>
      span.from === best.from
        ? [
            { from: span.from, to: best.at },
            { from: best.at, to: span.to },
          ]
        : [span],
    );
  }
  return spans;
};

/** Neighbours that run against the direction are pooled until none does. */
const pooled = (
  spans: readonly Span[],
  rate: (span: Span) => number,
  direction: number,
): Span[] => {
  const out: Span[] = [];
  for (const span of spans) {
    out.push(span);
    for (;;) {
      const last = out.at(-1);
      const before = out.at(-2);
      if (last === undefined || before === undefined) break;
      if ((rate(last) - rate(before)) * direction >= 0) break;
      out.splice(-2, 2, { from: before.from, to: last.to });
    }
  }
  return out;
};

/**
 * Weight of evidence of each bin: how much more it speaks of bad than the whole does, as a difference
 * of log-odds. Intervals are joined into a few coarse ones; all others stand for themselves.
 */
export const woeOf = (
  feature: Feature,
  codes: Uint8Array,
  outcome: Uint8Array,
  direction = 0,
): Float64Array => {
  const counts = countsOf(feature, codes, outcome);
  const total = outcome.length;
  const bads = outcome.reduce((sum, value) => sum + value, 0);
  const average = bads / total;
  const odds = Math.log(average / (1 - average));
  const of = (bad: number, good: number): number =>
    Math.log((bad + prior * average) / (good + prior * (1 - average))) - odds;
  const inSpan = ({ from, to }: Span): number => {
    let bad = 0;
    let good = 0;
    for (let bin = from; bin < to; bin += 1) {
      bad += counts.bad[bin] ?? 0;
      good += counts.good[bin] ?? 0;
    }
    return of(bad, good);
  };
  const woe = new Float64Array(feature.size);
  const free = spansOf(counts, feature.ordered);
  const spans = direction === 0 ? free : pooled(free, inSpan, direction);
  for (const span of spans) woe.fill(inSpan(span), span.from, span.to);
  for (let bin = feature.ordered; bin < feature.size; bin += 1) {
    woe[bin] = of(counts.bad[bin] ?? 0, counts.good[bin] ?? 0);
  }
  return woe;
};

/** Information value of a table of bins; below 0.02 a characteristic says next to nothing. */
export const informationValue = (
  feature: Feature,
  codes: Uint8Array,
  outcome: Uint8Array,
  woe: Float64Array,
): number => {
  const { bad, good } = countsOf(feature, codes, outcome);
  const bads = Math.max(
    1,
    bad.reduce((sum, value) => sum + value, 0),
  );
  const goods = Math.max(
    1,
    good.reduce((sum, value) => sum + value, 0),
  );
  return woe.reduce(
    (sum, value, bin) => sum + ((bad[bin] ?? 0) / bads - (good[bin] ?? 0) / goods) * value,
    0,
  );
};

/** 1 when more is riskier in these rows, -1 when less is; from the ranks of the bins. */
export const trendOf = (feature: Feature, codes: Uint8Array, outcome: Uint8Array): number => {
  let [badSum, badCount, goodSum, goodCount] = [0, 0, 0, 0];
  for (let row = 0; row < codes.length; row += 1) {
    const bin = codes[row] as number;
    if (bin >= feature.ordered) continue;
    if (outcome[row] === 1) {
      badSum += bin;
      badCount += 1;
    } else {
      goodSum += bin;
      goodCount += 1;
    }
  }
  if (badCount === 0 || goodCount === 0) return 0;
  return badSum / badCount >= goodSum / goodCount ? 1 : -1;
};

export const trendsOf = ({ features, codes, bad }: Binned): number[] =>
  features.map((feature, index) =>
    feature.ordered < 2 ? 0 : trendOf(feature, codes[index] ?? new Uint8Array(), bad),
  );
