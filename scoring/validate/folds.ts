import type { Random } from '../../local/kernel/random.ts';

export type Fold = { readonly train: Int32Array; readonly test: Int32Array };

/** Shuffled by Fisher and Yates; the array is changed. */
export const shuffle = <T>(values: T[], random: Random): T[] => {
  for (let at = values.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    const kept = values[at] as T;
    values[at] = values[other] as T;
    values[other] = kept;
  }
  return values;
};

/**
 * Folds of equal size with the same part of bad rows. Copies of a row go where the first one goes: a
 * copy in the test fold of a row that was learned would be remembered, not predicted.
 */
export const foldsOf = (
  rows: Int32Array,
  bad: Uint8Array,
  copyOf: Int32Array,
  count: number,
  random: Random,
): Fold[] => {
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const first = copyOf[row] ?? row;
    const own = groups.get(first);
    if (own === undefined) groups.set(first, [row]);
    else own.push(row);
  }
  const tests = Array.from({ length: count }, (): number[] => []);
  for (const outcome of [1, 0]) {
    const own = [...groups].filter(([first]) => bad[first] === outcome).map(([, all]) => all);
    const sizes = Array.from({ length: count }, () => 0);
    // The largest groups first, each into the fold that has the fewest rows so far.
    for (const group of shuffle(own, random).toSorted((a, b) => b.length - a.length)) {
      const smallest = sizes.indexOf(Math.min(...sizes));
      sizes[smallest] = (sizes[smallest] ?? 0) + group.length;
      tests[smallest]?.push(...group);
    }
  }
  return tests.map((test) => {
    const out = new Set(test);
    return {
      train: rows.filter((row) => !out.has(row)),
      test: Int32Array.from(test.toSorted((a, b) => a - b)),
    };
  });
};
