import { busEntryOf } from '../../../shared/domain/bus-entry.ts';
import { type Instant, instant } from '../../../shared/domain/calendar.ts';
import { type Figure, figuresOf, sumFigures } from '../../../shared/domain/insight/figures.ts';
import type { LogFields, Logger } from '../../../shared/lambda/logger.ts';
import type { Metrics } from '../../../shared/lambda/metrics.ts';
import type { StreamRecord } from '../../../shared/lambda/stream.ts';
import { traceIn } from '../../../shared/lambda/trace.ts';
import type { BusEntry, BusPublisher } from '../../../shared/ports/bus.ts';

type Fact = { readonly at: Instant; readonly figures: readonly Figure[] };

/** CloudWatch keeps a figure by the minute: what was recorded in one is one line of each kind. */
const byMinute = (facts: readonly Fact[]): Fact[] =>
  [...Map.groupBy(facts, ({ at }) => at.slice(0, '2026-01-31T06:00'.length)).values()].flatMap(
    (group) => {
      const [{ at } = {}] = group;
      const figures = sumFigures(group.flatMap((fact) => fact.figures));
      return at === undefined ? [] : [{ at, figures }];
    },
  );

/**
 * Publishes what the journal recorded, in its order. Answers the first record that is not on the
 * bus; the stream delivers again from there, so consumers may see later ones twice, never not.
 */
export const createHandler =
  (deps: {
    readonly bus: BusPublisher;
    /** Typed attribute values to a plain item. */
    readonly plainItem: (image: Readonly<Record<string, unknown>>) => Record<string, unknown>;
    readonly metrics: Metrics;
  }) =>
  async (records: readonly StreamRecord[], log: Logger): Promise<string | undefined> => {
    const entries: BusEntry[] = [];
    const traces: LogFields[] = [];
    const facts: Fact[] = [];
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
        facts.push({ at: instant(meta.recordedAt), figures: figuresOf(entry.detailType, data) });
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
    const [first] = [...failed.keys()].sort((left, right) => left - right);
    // Those from the first refused one on come again, and are counted then.
    for (const { at, figures } of byMinute(facts.slice(0, first))) deps.metrics(at, figures);
    if (first === undefined) return unusable?.sequenceNumber;
    log.warn('the bus refused events', { refused: failed.size, reason: failed.get(first) });
    return sources[first]?.sequenceNumber;
  };
