/**
 * Area under the ROC curve with its variance after DeLong, DeLong and Clarke-Pearson (1988), in
 * n log n by midranks (Sun and Xu 2014). `risk` is higher where bad is likelier; ties count half.
 */
export const aucOf = (
  risk: ArrayLike<number>,
  bad: Uint8Array,
): {
  readonly auc: number;
  readonly variance: number;
  readonly bads: number;
  readonly goods: number;
} => {
  const { badParts, goodParts } = placements(risk, bad);
  const auc = mean(badParts);
  return {
    auc,
    variance:
      varianceOf(badParts, auc) / Math.max(1, badParts.length) +
      varianceOf(goodParts, auc) / Math.max(1, goodParts.length),
    bads: badParts.length,
    goods: goodParts.length,
  };
};

const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

const varianceOf = (values: readonly number[], centre: number): number =>
  values.length < 2
    ? 0
    : values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);

/** For each bad row the part of the goods below it, and for each good row the part of the bads above. */
const placements = (
  risk: ArrayLike<number>,
  bad: Uint8Array,
): { readonly badParts: readonly number[]; readonly goodParts: readonly number[] } => {
  const order = Array.from({ length: bad.length }, (_, row) => row).sort(
    (a, b) => (risk[a] ?? 0) - (risk[b] ?? 0),
  );
  const bads = bad.reduce((sum, value) => sum + value, 0);
  const goods = bad.length - bads;
  const badParts: number[] = [];
  const goodParts: number[] = [];
  let goodsBelow = 0;
  let badsBelow = 0;
  for (let at = 0; at < order.length; ) {
    const value = risk[order[at] ?? 0];
    let end = at;
    let tiedBad = 0;
    while (end < order.length && risk[order[end] ?? 0] === value) {
      tiedBad += bad[order[end] ?? 0] ?? 0;
      end += 1;
    }
    const tiedGood = end - at - tiedBad;
    for (let each = 0; each < tiedBad; each += 1) {
      badParts.push((goodsBelow + tiedGood / 2) / goods);
    }
    for (let each = 0; each < tiedGood; each += 1) {
      goodParts.push((bads - badsBelow - tiedBad / 2) / bads);
    }
    goodsBelow += tiedGood;
    badsBelow += tiedBad;
    at = end;
  }
  return { badParts, goodParts };
};
