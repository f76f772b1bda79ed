import * as z from 'zod';
import { contractOf } from '../../../events/catalogue.ts';
import { recordedMeta } from '../../../events/envelope.ts';
import type { LogFields, Logger } from '../../../shared/lambda/logger.ts';
import type { StreamRecord } from '../../../shared/lambda/stream.ts';
import { traceIn } from '../../../shared/lambda/trace.ts';
import type { BusEntry, BusPublisher } from '../../../shared/ports/bus.ts';

/** The part of a journal item that leaves the journal; its hashes stay inside. */
const journalItem = z.object({
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  ...recordedMeta.omit({ eventId: true }).shape,
});

/** An item that no contract describes: its event is newer than this function, or not ours. */
export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
}

const entryOf = (item: Record<string, unknown>): { entry: BusEntry; about: LogFields } => {
  const { type, data, ...recorded } = journalItem.parse(item);
  const contract = contractOf(type);
  if (contract?.direction !== 'domain') throw new UnknownEvent(`${type} is not in the catalogue`);
  const { streamId, version } = recorded;
  const meta = { eventId: `${streamId}#${version}`, ...recorded };
  return {
    entry: {
      source: `cartera.${contract.context}`,
      detailType: type,
      detail: JSON.stringify({ meta, data }),
    },
    about: { eventId: meta.eventId, ...traceIn({ type, meta, data }) },
  };
};

/**
 * Publishes what the journal recorded, in its order. Answers the first record that is not on the
 * bus; the stream delivers again from there, so consumers may see later ones twice, never not.
 */
export const createHandler =
  (deps: {
    readonly bus: BusPublisher;
    /** Typed attribute values to a plain item. */
    readonly plainItem: (image: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  }) =>
  async (records: readonly StreamRecord[], log: Logger): Promise<string | undefined> => {
    const entries: BusEntry[] = [];
    const traces: LogFields[] = [];
    const sources: StreamRecord[] = [];
    let unusable: StreamRecord | undefined;
    for (const record of records) {
      if (record.eventName !== 'INSERT' || !record.newImage) {
        // The journal only grows; whoever changed it is found by the hash chain, not published.
        log.error('the journal was changed', { sequenceNumber: record.sequenceNumber });
        continue;
      }
      try {
        const { entry, about } = entryOf(deps.plainItem(record.newImage));
        entries.push(entry);
        traces.push(about);
        sources.push(record);
      } catch (error) {
        log.error('an event cannot be published', {
          sequenceNumber: record.sequenceNumber,
          error,
        });
        unusable = record;
        break;
      }
    }
    const failed = await deps.bus.put(entries);
    const published = traces.filter((_, place) => !failed.has(place));
    if (published.length > 0) log.info('events were published', { events: published });
    if (failed.size === 0) return unusable?.sequenceNumber;
    const [first = 0] = [...failed.keys()].sort((left, right) => left - right);
    log.warn('the bus refused events', { refused: failed.size, reason: failed.get(first) });
    return sources[first]?.sequenceNumber;
  };
