import { busEntryOf } from '../../../shared/domain/bus-entry.ts';
import type { LogFields, Logger } from '../../../shared/lambda/logger.ts';
import type { StreamRecord } from '../../../shared/lambda/stream.ts';
import { traceIn } from '../../../shared/lambda/trace.ts';
import type { BusEntry, BusPublisher } from '../../../shared/ports/bus.ts';

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
        const { entry, meta, data } = busEntryOf(deps.plainItem(record.newImage));
        entries.push(entry);
        traces.push({ eventId: meta.eventId, ...traceIn({ type: entry.detailType, meta, data }) });
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
