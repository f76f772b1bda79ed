const lower = (name: string): string => name.trim().toLowerCase();

/** Spaces, points, hyphens and underscores change between copies of the same file. */
const loose = (name: string): string => lower(name).replace(/[\s._-]+/g, ' ');

/** Exact, then in another case, then with other marks between the words; -1 when nothing fits. */
const findName = (names: readonly string[], asked: string): number => {
  for (const form of [(name: string) => name, lower, loose]) {
    const at = names.findIndex((name) => form(name) === form(asked));
    if (at >= 0) return at;
  }
  return -1;
};

export const hasName = (names: readonly string[], asked: string): boolean =>
  findName(names, asked) >= 0;

/**
 * Index of a column by its name or its position from 1 on; `last` is a position too. In a file without
 * names, `A16`, `X24` or `V5` is the position that their number says. -1 when there is none.
 */
export const columnNamed = (headers: readonly string[], asked: string): number => {
  const named = findName(headers, asked);
  if (named >= 0) return named;
  const text = lower(asked);
  if (text === 'last') return headers.length - 1;
  const unnamed = headers.every((header, at) => header === `column ${at + 1}`);
  const [, digits] = (unnamed ? /^[a-z]*(\d+)$/ : /^(\d+)$/).exec(text) ?? [];
  const position = Number(digits ?? 0);
  return position >= 1 && position <= headers.length ? position - 1 : -1;
};
