import type { Admission } from '../domain/inbound/admit.ts';

export type Admitted = {
  /** Hands each to the queue of its aggregate. Answers why one was not taken, by its place. */
  readonly send: (admissions: readonly Admission[]) => Promise<ReadonlyMap<number, string>>;
};
