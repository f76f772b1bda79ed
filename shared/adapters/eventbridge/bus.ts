import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { chunksOf } from '../../domain/chunks.ts';
import type { BusEntry, BusPublisher } from '../../ports/bus.ts';

/** PutEvents takes ten entries and 256 KiB in all; see Amazon EventBridge quotas. */
const maxEntries = 10;
export const maxPutBytes = 256 * 1024;

/** As EventBridge counts: source, detail-type and detail in UTF-8. */
export const entryBytes = ({ source, detailType, detail }: BusEntry): number =>
  Buffer.byteLength(source) + Buffer.byteLength(detailType) + Buffer.byteLength(detail);

/**
 * Puts events on one bus. Entries that the service refused, alone or with their whole request
 * after the SDK's own retries, are answered by their place; the rest is on the bus.
 */
export const createBusPublisher = (deps: {
  readonly client: EventBridgeClient;
  readonly busName: string;
}): BusPublisher => ({
  put: async (entries) => {
    const failed = new Map<number, string>();
    const placed = entries.map((entry, place) => ({ entry, place }));
    const limits = { maxItems: maxEntries, maxSize: maxPutBytes };
    for (const chunk of chunksOf(placed, limits, ({ entry }) => entryBytes(entry))) {
      try {
        const answer = await deps.client.send(
          new PutEventsCommand({
            Entries: chunk.map(({ entry }) => ({
              EventBusName: deps.busName,
              Source: entry.source,
              DetailType: entry.detailType,
              Detail: entry.detail,
            })),
          }),
        );
        answer.Entries?.forEach(({ ErrorCode }, index) => {
          const place = chunk[index]?.place;
          if (ErrorCode !== undefined && place !== undefined) failed.set(place, ErrorCode);
        });
      } catch (error) {
        // Requests before this one are done: their entries must not be reported with these.
        const reason = error instanceof Error ? error.name : 'unknown';
        for (const { place } of chunk) failed.set(place, reason);
      }
    }
    return failed;
  },
});
