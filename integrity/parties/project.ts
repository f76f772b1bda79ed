import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import type { Attempt } from '../../shared/domain/contact/attempt.ts';
import { newParty, type PartyState } from '../../shared/domain/contact/party.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { factOf } from '../account/fold.ts';
import { type Item, type Key, keyText } from '../reader.ts';
import type { PartyRecords } from './check.ts';
import { type FoldedParty, foldParty } from './fold.ts';

const stored = (item: object): Item => JSON.parse(JSON.stringify(item)) as Item;

const attemptKey = (attemptId: string): Key => ({ pk: `ATTEMPT#${attemptId}`, sk: 'PARTY' });

type Snapshot = Item & PartyState & { readonly version: number; readonly hash: string };

/**
 * Where to begin: after the events that the snapshot has seen, when it is one of this stream's,
 * because it knows in which order customers spoke. Otherwise from the first event.
 */
const beginning = (
  snapshot: Snapshot | undefined,
  { events, related }: PartyRecords,
): { readonly from: FoldedParty; readonly left: readonly JournalItem[] } => {
  const seen = snapshot && events.find(({ version }) => version === snapshot.version);
  const attempts = new Map(
    related.flatMap((item) =>
      item.pk.startsWith('ATTEMPT#')
        ? [[String(item['attemptId']), item as unknown as Attempt] as const]
        : [],
    ),
  );
  if (snapshot === undefined || seen?.hash !== snapshot.hash) {
    return { from: { state: newParty, attempts: new Map() }, left: events };
  }
  const { known, recent } = snapshot;
  return {
    from: { state: { known, recent }, attempts },
    left: events.filter(({ version }) => version > snapshot.version),
  };
};

const linksOf = ({ events, related }: PartyRecords): Item[] => {
  const have = new Set(related.map(({ pk }) => pk));
  const links = new Map<string, Item>();
  for (const event of events) {
    const fact = factOf(event);
    if (fact.type !== 'PartyRegistered') continue;
    const { customerId, partyId } = fact.data;
    const pk = `CUSTOMER#${customerId}`;
    // Older than anything upstream tells of the customer from now on.
    const asOf = { occurredAt: `${event.effectiveOn}T00:00:00.000Z`, inputId: '' };
    if (!have.has(pk)) links.set(pk, { pk, sk: 'PARTY', partyId, asOf });
  }
  return [...links.values()];
};

/** The delivery log of texts knows a message by the provider's id alone. */
const lookupsOf = (attempts: Iterable<Attempt>): Item[] =>
  [...attempts].flatMap(({ attemptId, channel, outcome }) =>
    channel === 'sms' && outcome.kind === 'sent'
      ? [{ pk: `TEXT#${outcome.providerMessageId}`, sk: 'ATTEMPT', attemptId }]
      : [],
  );

const isUnlike = (found: Attempt | undefined, expected: Attempt): boolean =>
  found?.outcome?.kind !== expected.outcome.kind ||
  found.delivery?.kind !== expected.delivery?.kind;

/** The items of a party that have to be written for them to be what its events say. */
export const partyItemsOf = (records: PartyRecords): Item[] => {
  const { partyId, events, items, related, hash } = records;
  const head = events.at(-1);
  if (head === undefined) return [];
  const snapshot = items.find(({ sk }) => sk === 'SNAPSHOT') as Snapshot | undefined;
  const { from, left } = beginning(snapshot, records);
  const rolled = foldParty(left, hash, from);
  const { state, attempts } = foldParty(events, hash);
  const { suppressed, ownOptOuts } = state;
  const expected = stored({
    ...snapshot,
    pk: `PARTY#${partyId}`,
    sk: 'SNAPSHOT',
    ...rolled.state,
    ...(suppressed === undefined ? {} : { suppressed }),
    ...(ownOptOuts === undefined ? {} : { ownOptOuts }),
    version: head.version,
    hash: head.hash,
  });
  const found = new Map(related.map((item) => [keyText(item), item as unknown as Attempt]));
  const wrong = [...attempts.values()].filter((attempt) =>
    isUnlike(found.get(keyText(attemptKey(attempt.attemptId))), attempt),
  );
  return [
    ...(snapshot !== undefined && canonicalJson(snapshot) === canonicalJson(expected)
      ? []
      : [expected]),
    ...wrong.map((attempt) => stored({ ...attemptKey(attempt.attemptId), ...attempt })),
    ...lookupsOf(wrong),
    ...linksOf(records),
  ];
};
