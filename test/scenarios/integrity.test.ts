import { beforeAll, describe, expect, it } from 'vitest';
import { mendText } from '../../integrity/finding.ts';
import type { Item, TableName } from '../../integrity/reader.ts';
import { verifyAccount, verifyBook } from '../../integrity/verify.ts';
import { type Instant, instantOf } from '../../shared/domain/calendar.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { openStory } from '../support/story/open.ts';
import { customer, invoice, stripe, upstream } from '../support/story/tellings.ts';
import { readerOf, type Snapshot, snapshotOf } from '../support/whole/reader.ts';

const account = 'acme|main|USD';

type World = { readonly snapshot: Snapshot; readonly now: Instant };

/** Two customers, one late up to its collector task, one that paid; alerts, and a rejected input. */
const live = async (): Promise<World> => {
  const s = await openStory({ from: '2026-03-02' });
  try {
    s.tell('2026-03-02', '05:00', customer('acme'), customer('birch', { partyId: 'birch-group' }));
    s.tell('2026-03-02', '06:00', invoice('INV-1', { dueOn: '2026-03-16' }));
    s.tell('2026-03-02', '06:10', invoice('INV-2', { dueOn: '2026-03-10', customerId: 'birch' }));
    s.tell('2026-03-03', '07:00', stripe('early', 30_000, ['INV-9', 'INV-1']).paid);
    s.tell('2026-03-03', '08:00', stripe('lost', 300).paid);
    s.tell('2026-03-12', '07:00', stripe('pay', 100_000, ['INV-2']).paid);
    const meta = { eventId: 'bad', occurredAt: '2026-03-05T00:00:00Z' };
    s.tell('2026-03-05', '06:00', upstream('InvoiceIssued', 'bad', { meta, data: {} }));
    await s.liveThrough('2026-04-06');
    return { snapshot: await snapshotOf(s.runtime), now: instantOf(s.runtime.now()) };
  } finally {
    await s.runtime.close();
  }
};

let world: World;
beforeAll(async () => {
  world = await live();
});

const verify = async (snapshot: Snapshot) => {
  const reader = readerOf(snapshot);
  const { findings } = await verifyBook({ reader, now: world.now, graceSeconds: 0 });
  return findings.map(
    ({ check, subject, problem, mend }) =>
      `${check} | ${subject} | ${problem} | ${mendText(mend, ['--env', 'dev'])}`,
  );
};

type Damage = (snapshot: Snapshot) => Snapshot;

const inTable =
  (table: TableName, change: (items: readonly Item[]) => readonly Item[]): Damage =>
  (snapshot) => ({
    ...snapshot,
    tables: { ...snapshot.tables, [table]: change(snapshot.tables[table]) },
  });

const without = (table: TableName, which: (item: Item) => boolean): Damage =>
  inTable(table, (items) => {
    const left = items.filter((item) => !which(item));
    expect(left.length, 'something to take away').toBeLessThan(items.length);
    return left;
  });

const changed = (table: TableName, which: (item: Item) => boolean, over: object): Damage =>
  inTable(table, (items) => {
    expect(items.some(which), 'something to change').toBe(true);
    return items.map((item) => (which(item) ? { ...item, ...over } : item));
  });

const inStream =
  (streamId: string, change: (events: readonly JournalItem[]) => readonly JournalItem[]): Damage =>
  (snapshot) => {
    const events = snapshot.streams.get(streamId);
    if (events === undefined) throw new RangeError(`there is no stream ${streamId}`);
    return { ...snapshot, streams: new Map(snapshot.streams).set(streamId, change(events)) };
  };

const at = (pk: string, sk: string) => (item: Item) => item.pk === pk && item.sk === sk;
const sk = (sortKey: string) => (item: Item) => item.sk === sortKey;

const ofAccount = `ACCOUNT#${account}`;

describe('a verification', () => {
  it('finds nothing in a book that was left alone, and counts what it saw', async () => {
    expect(await verify(world.snapshot)).toEqual([]);
    const reader = readerOf(world.snapshot);
    const { counts } = await verifyBook({ reader, now: world.now, graceSeconds: 0 });
    expect(counts).toMatchObject({
      accounts: 2,
      cases: 2,
      parties: 2,
      streams: world.snapshot.streams.size,
    });
    const one = await verifyAccount({ reader, now: world.now, graceSeconds: 0 }, account);
    expect(one.findings).toEqual([]);
    expect(one.counts).toMatchObject({ accounts: 1, cases: 1, parties: 1 });
  });

  it.each<[string, Damage, string]>([
    [
      'a deferral as releases of before kept it',
      changed('collections', sk('CASE'), {
        deferred: { key: 'x@2026-03-16', until: '2026-03-17T09:00:00.000Z' },
      }),
      `older-shape | case item of ${account} | deferred is {"key":"x@2026-03-16"`,
    ],
    [
      'a deferral that no release kept so',
      changed('collections', sk('CASE'), { deferred: { 'x@2026-03-16': 'noon' } }),
      `case | case item of ${account} | deferred is {"x@2026-03-16":"noon"}`,
    ],
    [
      'an event that was changed',
      inStream(`account#${account}`, (events) =>
        events.map((event) => (event.version === 1 ? { ...event, causationId: 'me' } : event)),
      ),
      `chain | account#${account} | the hash chain breaks at version 1 | see docs/runbooks/restore.md`,
    ],
    [
      'an event that was taken out of a stream without a snapshot',
      (snapshot) => {
        const id = [...snapshot.streams.keys()].find((each) => each.startsWith('input#')) ?? '';
        return inStream(id, (events) => events.map((event) => ({ ...event, version: 2 })))(
          snapshot,
        );
      },
      'chain | input#bad@',
    ],
    [
      'an open item with another amount',
      changed('receivables', sk('OPEN#2026-03-16#INV-1#01'), { openMinor: 7 }),
      `projection | account#${account} | ${ofAccount} : OPEN#2026-03-16#INV-1#01: openMinor is 7, by the journal 70000 | npm run cartera -- rebuild '${account}' --env dev`,
    ],
    [
      'a snapshot without its sums',
      changed('receivables', at(ofAccount, 'OPEN'), { totals: undefined }),
      `snapshot | account#${account} | ${ofAccount} : OPEN: totals is null, by the journal`,
    ],
    [
      'an item that cannot even be read',
      changed('receivables', (item) => item.sk.startsWith('ALLOC#'), { touched: undefined }),
      `projection | account#${account} | an item cannot be read: `,
    ],
    [
      'a payment claimed by nobody',
      without('receivables', (item) => item.pk.startsWith('PAYMENT#') && item.sk === 'ACCOUNT'),
      'is missing | npm run cartera -- rebuild',
    ],
    [
      'a case item that says another stage',
      changed('collections', at(ofAccount, 'CASE'), { stage: 'judicial' }),
      `case | case item of ${account} | stage is "judicial", by the events "administrative" | npm run cartera -- rebuild '${account}' --env dev`,
    ],
    [
      'a case item that is gone',
      without('collections', at(ofAccount, 'CASE')),
      `case | case item of ${account} | the item of ${account}|1 is missing | npm run cartera -- rebuild`,
    ],
    [
      'a task that is gone',
      without('collections', (item) => item.sk.startsWith('TASK#')),
      'its item is missing | npm run cartera -- rebuild',
    ],
    [
      'an open task that no desk lists',
      without('collections', (item) => item.pk.startsWith('DESK#')),
      'it is open, and its desk does not list it | npm run cartera -- rebuild',
    ],
    [
      'a task that was ended without a word',
      changed('collections', (item) => item.sk.startsWith('TASK#'), { status: 'done' }),
      'it is done, and nobody has ended it | npm run cartera -- rebuild',
    ],
    [
      'an open case without an execution',
      (snapshot) => ({ ...snapshot, running: [] }),
      `execution | case ${account}|1 | the case is open and no execution carries it | npm run cartera -- migrate-cases --account '${account}' --env dev`,
    ],
    [
      'an execution without a case',
      (snapshot) => ({ ...snapshot, running: [...snapshot.running, 'feed-0'] }),
      'execution | execution feed-0 | it runs for a case that the journal does not know | npm run cartera -- migrate-cases --execution feed-0 --env dev',
    ],
    [
      'a wait without a case',
      inTable('waitTokens', (items) => [...items, { pk: 'CASE#x|main|USD|1', sk: 'WAIT' }]),
      'wait | wait of x|main|USD|1 | it waits for a case that the journal does not know | npm run cartera -- migrate-cases --case',
    ],
    [
      'a wait that was armed for a later revision than there is',
      changed('waitTokens', (item) => item.pk === `CASE#${account}|1`, { armedVersion: 999 }),
      `wait | case ${account}|1 | the wait was armed at revision 999`,
    ],
    [
      'an account that owes and is forgotten',
      (snapshot) =>
        inTable('collections', (items) => items.filter((item) => item.pk !== ofAccount))({
          ...snapshot,
          running: [],
          streams: new Map([...snapshot.streams].filter(([id]) => id !== `case#${account}|1`)),
        }),
      `chasing | account#${account} | 70000 is owed since before 2026-04-04, and no case is open | npm run cartera -- signal '${account}' --env dev`,
    ],
    [
      'an address that was changed in the table',
      changed('contact', at('PARTY#acme', 'PROFILE'), { email: 'thief@example.com' }),
      'party | party#acme | the profile is not the one whose hash was registered',
    ],
    [
      'a party that is behind its stream',
      changed('contact', at('PARTY#acme', 'SNAPSHOT'), { version: 1 }),
      'party | party#acme | the item of the party stands at 1, its stream at',
    ],
    [
      'a customer that leads to no party',
      without('contact', at('CUSTOMER#birch', 'PARTY')),
      'party | party#birch-group | its customer birch leads to no party',
    ],
    [
      'an attempt that is gone',
      without('contact', (item) => item.pk.startsWith('ATTEMPT#')),
      'its item is missing: what is told of it later cannot be recorded',
    ],
    [
      'an attempt with another outcome',
      changed('contact', (item) => item.pk.startsWith('ATTEMPT#'), { outcome: { kind: 'none' } }),
      'its outcome is none, delivered, by the events sent, delivered | npm run cartera -- rebuild',
    ],
    [
      'a step that was sent twice',
      inStream('party#acme', (events) =>
        events.flatMap((event) =>
          event.type === 'ContactSent'
            ? [event, { ...event, data: { ...event.data, attemptId: 'again' } }]
            : [event],
        ),
      ),
      'by email was sent 2 times | see docs/runbooks/wrong-send.md',
    ],
    [
      'a step that was carried out twice',
      inStream(`case#${account}|1`, (events) =>
        events.flatMap((event) => (event.type === 'StepPerformed' ? [event, event] : [event])),
      ),
      'was carried out 2 times | see docs/runbooks/wrong-send.md',
    ],
    [
      'an alert whose notice was never published',
      changed('alerts', sk('ALERT'), { published: false }),
      'its notice was never published | npm run cartera -- redrive AlertsDlq --env dev',
    ],
    ['an alert that is gone', without('alerts', sk('ALERT')), 'alert#payment-unmatched#-#'],
  ])('finds %s, and names what mends it', async (_, damage, expected) => {
    expect((await verify(damage(world.snapshot))).join('\n')).toContain(expected);
  });
});
