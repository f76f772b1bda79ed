/** An event on its way to the bus. */
export type BusEntry = {
  readonly source: string;
  readonly detailType: string;
  /** JSON text. */
  readonly detail: string;
};

export type BusPublisher = {
  /** In as few requests as fit. Answers why the bus did not take an entry, by its place. */
  readonly put: (entries: readonly BusEntry[]) => Promise<ReadonlyMap<number, string>>;
};
