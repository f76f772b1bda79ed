import * as z from 'zod';
import { contractOf } from '../../events/catalogue.ts';
import { recordedMeta } from '../../events/envelope.ts';
import type { BusEntry } from '../ports/bus.ts';

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

type Recorded = {
  readonly entry: BusEntry;
  readonly meta: z.infer<typeof recordedMeta>;
  readonly data: Readonly<Record<string, unknown>>;
};

/**
 * What goes on the bus for an item of the journal, and what was in the item.
 *
 * @throws UnknownEvent or ZodError for an item that is none of ours.
 */
export const busEntryOf = (item: Readonly<Record<string, unknown>>): Recorded => {
  const { type, data, ...recorded } = journalItem.parse(item);
  const contract = contractOf(type);
  if (contract?.direction !== 'domain') throw new UnknownEvent(`${type} is not in the catalogue`);
  const meta = { eventId: `${recorded.streamId}#${recorded.version}`, ...recorded };
  const detail = JSON.stringify({ meta, data });
  return {
    entry: { source: `cartera.${contract.context}`, detailType: type, detail },
    meta,
    data,
  };
};
