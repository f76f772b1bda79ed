import { InvariantError } from '../../domain/errors.ts';
import { type Head, noHead } from '../../ports/journal.ts';
import type { PaymentNotes } from '../../ports/payments.ts';
import type { Journal } from './journal.ts';

/** Two writers on one payment meet rarely; five in a row never did it by accident. */
const maxAttempts = 5;

/**
 * Notes on the streams of payments. A stream has a handful of events (one per failed try), so it
 * is read whole to see whether the note is there already: its key is the event's causation.
 */
export const createPaymentNotes = (journal: Pick<Journal, 'read' | 'commit'>): PaymentNotes => ({
  record: async ({ paymentId, key, note, effectiveOn, cause }) => {
    const streamId = `payment#${paymentId}`;
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      let expected: Head = noHead;
      let known = false;
      for await (const item of journal.read({ streamId })) {
        expected = { version: item.version, hash: item.hash };
        known ||= item.causationId === key;
      }
      if (known) return;
      const outcome = await journal.commit({
        streamId,
        expected,
        entries: [{ fact: note, effectiveOn }],
        cause: { causationId: key, correlationId: cause.correlationId },
      });
      if (outcome.committed) return;
    }
    throw new InvariantError(`${streamId} moved ${maxAttempts} times while one note was written`);
  },
});
