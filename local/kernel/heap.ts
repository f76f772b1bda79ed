/** A binary min-heap; `before` must be a strict total order for the pop order to be reproducible. */
export type Heap<T> = {
  readonly size: () => number;
  readonly peek: () => T | undefined;
  readonly push: (value: T) => void;
  readonly pop: () => T | undefined;
};

export const createHeap = <T>(before: (a: T, b: T) => boolean): Heap<T> => {
  const items: T[] = [];

  const rise = (value: T): void => {
    let index = items.length;
    items.push(value);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = items[parentIndex];
      if (parent === undefined || !before(value, parent)) break;
      items[index] = parent;
      index = parentIndex;
    }
    items[index] = value;
  };

  const sink = (value: T): void => {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const leftItem = items[left];
      if (leftItem === undefined) break;
      const rightItem = items[left + 1];
      const useRight = rightItem !== undefined && before(rightItem, leftItem);
      const child = useRight ? rightItem : leftItem;
      if (!before(child, value)) break;
      items[index] = child;
      index = useRight ? left + 1 : left;
    }
    items[index] = value;
  };

  return {
    size: () => items.length,
    peek: () => items[0],
    push: rise,
    pop: () => {
      const top = items[0];
      const last = items.pop();
      if (items.length > 0 && last !== undefined) sink(last);
      return top;
    },
  };
};
