import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { type JournalItem, noHead } from '../../ports/journal.ts';

export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** SHA-256 over the hash of the event before and the canonical JSON of everything but the hashes. */
export const chainHash = (
  previousHash: string,
  event: Omit<JournalItem, 'previousHash' | 'hash'>,
): string =>
  sha256(
    previousHash +
      canonicalJson({
        streamId: event.streamId,
        version: event.version,
        type: event.type,
        data: event.data,
        effectiveOn: event.effectiveOn,
        recordedAt: event.recordedAt,
        causationId: event.causationId,
        correlationId: event.correlationId,
      }),
  );

/**
 * Checks a whole stream from its first event. Answers the version at which the chain breaks
 * (a gap, a changed event, a foreign hash), or undefined when every event stands as recorded.
 */
export const firstBreak = async (
  items: AsyncIterable<JournalItem> | Iterable<JournalItem>,
): Promise<number | undefined> => {
  let { version, hash } = noHead;
  for await (const item of items) {
    version += 1;
    if (item.version !== version || item.previousHash !== hash) return version;
    hash = chainHash(hash, item);
    if (item.hash !== hash) return version;
  }
  return undefined;
};
