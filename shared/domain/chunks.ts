/**
 * Splits items, in order, into runs of at most `maxItems` whose sizes sum to at most `maxSize`.
 * An item that is larger by itself gets a run of its own: the service is to refuse it, not we.
 */
export const chunksOf = <Item>(
  items: readonly Item[],
  limits: { readonly maxItems: number; readonly maxSize: number },
  sizeOf: (item: Item) => number,
): Item[][] => {
  const chunks: Item[][] = [];
  let current: Item[] = [];
  let size = 0;
  for (const item of items) {
    const itemSize = sizeOf(item);
    if (
      current.length > 0 &&
      (current.length === limits.maxItems || size + itemSize > limits.maxSize)
    ) {
      chunks.push(current);
      current = [];
      size = 0;
    }
    current.push(item);
    size += itemSize;
  }
  if (current.length > 0) chunks.push(current);
  return chunks;
};
