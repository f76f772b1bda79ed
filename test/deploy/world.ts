import type { BookRuntime } from '../../book/run/runtime-port.ts';
import type { RecordedMeta } from '../../events/envelope.ts';

/** An event of ours as it passed the bus. */
export type PublishedEvent = {
  readonly type: string;
  readonly source: string;
  readonly meta: RecordedMeta;
  readonly data: Readonly<Record<string, unknown>>;
};

/** A function behind a queue, both by logical id. */
export type Consumer = {
  readonly queue: string;
  readonly function: string;
  readonly logGroup: string;
  /** A setting without which it cannot work. */
  readonly setting: string;
};

/** A place where the system lives: what a scenario may do to it and see of it. */
export type World = Pick<BookRuntime, 'now' | 'putEvents' | 'http'> & {
  /** Lives on to the instant: all that is due by then comes about, and nothing is under way any more. */
  readonly liveUntil: (instant: number) => Promise<void>;
  /**
   * Takes the rejected inputs that belong to this queue from their parking place and sends them
   * there, mended. Answers how many.
   */
  readonly redriveRejected: (redriveTo: string, mend: (body: string) => string) => Promise<number>;
  /**
   * Lets a consumer of a queue fail at whatever it asks of AWS while something is handed in, until
   * the queue has given up on that; then the consumer is as it was.
   */
  readonly untilGivenUp: (consumer: Consumer, handIn: () => Promise<void>) => Promise<void>;
  /** Moves the dead letters of a queue back to it. */
  readonly redriveDead: (queue: string) => Promise<void>;
  /** Every domain event so far, once, in the order of streams and versions. */
  readonly events: () => Promise<readonly PublishedEvent[]>;
};

/** By stream and version, each once: delivery is at least once, and AWS orders nothing between streams. */
export const inStreamOrder = (events: readonly PublishedEvent[]): PublishedEvent[] => {
  const byId = new Map(events.map((event) => [event.meta.eventId, event]));
  return [...byId.values()].sort(
    ({ meta: a }, { meta: b }) =>
      (a.streamId < b.streamId ? -1 : a.streamId > b.streamId ? 1 : 0) || a.version - b.version,
  );
};

/** The event in the `detail` of a bus entry. */
export const publishedEvent = (
  source: string,
  detailType: string,
  detail: unknown,
): PublishedEvent => {
  const { meta, data } = detail as Pick<PublishedEvent, 'meta' | 'data'>;
  return { type: detailType, source, meta, data };
};
