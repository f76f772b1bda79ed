/** Lines that lie together, so that mutants of several lines are met as well. */
const bandLines = 5;

/**
 * One of `every` bands of lines of a file, as Stryker writes ranges: `a.ts:1-5`. The bands of one
 * file begin where its name says, so that first lines are not met more often than others, and are
 * the same every time.
 */
export const sampleOf = (file: string, lines: number, every: number): readonly string[] => {
  const offset = Array.from(file).reduce((sum, each) => sum + each.charCodeAt(0), 0) % every;
  const bands = Math.ceil(lines / bandLines);
  return Array.from({ length: bands }, (_, band) => band)
    .filter((band) => band % every === offset)
    .map((band) => `${file}:${band * bandLines + 1}-${(band + 1) * bandLines}`);
};
