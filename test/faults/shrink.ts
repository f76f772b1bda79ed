/** Whether what is left still fails. */
export type Fails<T> = (kept: readonly T[]) => Promise<boolean>;

/**
 * The smallest part of `items` found that still fails, in their order: halves, quarters and so on
 * are left out as long as the rest fails (Zeller and Hildebrandt's ddmin). No more than `budget`
 * trials; what is left when that is used up fails all the same.
 */
export const shrink = async <T>(
  items: readonly T[],
  fails: Fails<T>,
  budget: number,
): Promise<readonly T[]> => {
  let kept = items;
  let parts = 2;
  let trials = 0;
  while (kept.length >= 2 && parts <= kept.length) {
    const size = Math.ceil(kept.length / parts);
    let smaller: readonly T[] | undefined;
    for (let from = 0; from < kept.length && smaller === undefined; from += size) {
      if (trials === budget) return kept;
      trials += 1;
      const rest = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await fails(rest)) smaller = rest;
    }
    if (smaller === undefined) {
      if (size === 1) break;
      parts = Math.min(kept.length, parts * 2);
    } else {
      kept = smaller;
      parts = Math.max(2, parts - 1);
    }
  }
  return kept;
};
