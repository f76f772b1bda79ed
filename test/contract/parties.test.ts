import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createPartyReader, createPartyStore } from '../../shared/adapters/dynamodb/parties.ts';
import { createMemoryParties } from '../../shared/adapters/memory/parties.ts';
import { businessDate, instant } from '../../shared/domain/calendar.ts';
import type { Attempt } from '../../shared/domain/contact/attempt.ts';
import type { CustomerLink, KnownParty } from '../../shared/domain/contact/party.ts';
import type {
  Party,
  PartyCommit,
  PartyReader,
  PartyStore,
  StoredParty,
} from '../../shared/ports/contact.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';

const at = instant('2026-03-02T15:00:00.000Z');
const effectiveOn = businessDate('2026-03-02');
const cause = { causationId: 'input-1', correlationId: 'flow-1' };

const known = (over: Partial<KnownParty> = {}): KnownParty => ({
  zone: 'America/Bogota',
  locale: 'es',
  country: 'CO',
  channels: ['email'],
  optOuts: [],
  profileHash: 'abc',
  asOf: { occurredAt: at, inputId: 'customer:c:1' },
  ...over,
});

const party = (partyId: string): Party => ({
  partyId,
  name: 'Ana',
  email: 'ana@example.com',
  locale: 'es',
  country: 'CO',
  zone: 'America/Bogota',
});

const link = (partyId: string, inputId = 'customer:c:1'): CustomerLink => ({
  partyId,
  asOf: { occurredAt: at, inputId },
});

const attempt = (partyId: string, over: Partial<Attempt> = {}): Attempt => ({
  attemptId: `attempt-${partyId}`,
  tryNumber: 1,
  at,
  outcome: { kind: 'none' },
  partyId,
  accountId: 'c|main|USD',
  caseId: 'case-1',
  stage: 'administrative',
  step: 'overdue-1',
  anchorOn: effectiveOn,
  channel: 'email',
  ...over,
});

const registered = (partyId: string): PartyCommit['facts'][number] => ({
  type: 'PartyRegistered',
  data: {
    partyId,
    customerId: partyId,
    profileHash: 'abc',
    locale: 'es',
    zone: 'America/Bogota',
    channels: ['email'],
    optOuts: [],
  },
});

type Parties = PartyStore & PartyReader;

let dynamo: TestDynamo;
let onDynamo: Parties;
let serial = 0;

beforeAll(async () => {
  dynamo = await startDynamo();
  const { client } = dynamo;
  const journal = createJournal({
    client,
    tableName: await dynamo.journal('Journal'),
    clock: { now: () => at },
  });
  const tableName = await dynamo.table('Contact');
  onDynamo = {
    ...createPartyStore({ client, tableName, journal }),
    ...createPartyReader({ client, tableName }),
  };
});
afterAll(() => dynamo.stop());

const fresh = (): string => {
  serial += 1;
  return `party-${serial}`;
};

const commitOf = async (store: Parties, partyId: string, over: Partial<PartyCommit> = {}) => {
  const { stored } = await store.load(partyId, 'none');
  return store.commit({
    stored,
    facts: [registered(partyId)],
    effectiveOn,
    cause,
    state: { known: known(), recent: [] },
    ...over,
  });
};

describe.each<[string, () => Parties]>([
  ['the table', () => onDynamo],
  ['memory', createMemoryParties],
])('parties in %s', (_, open) => {
  test('know nothing of a stranger', async () => {
    const store = open();
    const partyId = fresh();
    expect(await store.load(partyId, 'none')).toEqual({
      stored: { partyId, state: { recent: [] }, head: { version: 0, hash: '' } },
      profile: undefined,
      attempt: undefined,
    });
    expect(await store.attempt('none')).toBeUndefined();
    expect(await store.ofCustomer(partyId)).toBeUndefined();
  });

  test('give back what was registered, and show no personal data to planners', async () => {
    const store = open();
    const partyId = fresh();
    const committed = await commitOf(store, partyId, {
      profile: party(partyId),
      link: { customerId: partyId, before: undefined, after: link(partyId) },
    });
    const loaded = await store.load(partyId, 'none');
    expect(loaded.stored).toEqual(committed);
    expect(await store.loadParty(partyId)).toEqual(committed);
    expect(loaded.stored.head.version).toBe(1);
    expect(loaded.profile).toEqual(party(partyId));
    expect(await store.loadCustomer(partyId, partyId)).toEqual({
      stored: committed,
      link: link(partyId),
    });
    expect(await store.ofCustomer(partyId)).toEqual({
      partyId,
      zone: 'America/Bogota',
      locale: 'es',
      country: 'CO',
      channels: ['email'],
      optOuts: [],
      courtesyOptOuts: [],
      suppressions: [],
      complaints: [],
      recent: [],
    });
  });

  test('show planners what the present address and the party itself refuse', async () => {
    const store = open();
    const partyId = fresh();
    const state = (hash: string): PartyCommit['state'] => ({
      known: known({ channels: ['email', 'sms'], addresses: { email: hash, sms: 'phone' } }),
      recent: [],
      suppressed: [
        { channel: 'email', addressHash: 'old', cause: 'bounce' },
        { channel: 'sms', addressHash: 'phone', cause: 'complaint' },
      ],
      ownOptOuts: [{ channel: 'email', scope: 'courtesy' }],
    });
    await commitOf(store, partyId, {
      state: state('old'),
      link: { customerId: partyId, before: undefined, after: link(partyId) },
    });
    const refused = { suppressions: ['email'], complaints: ['sms'], courtesyOptOuts: ['email'] };
    expect(await store.ofCustomer(partyId)).toMatchObject(refused);
    await commitOf(store, partyId, { state: state('new') });
    expect(await store.ofCustomer(partyId)).toMatchObject({ ...refused, suppressions: [] });
  });

  test('find a text by the id of its provider, and the parties of a phone', async () => {
    const store = open();
    const [one, two] = [fresh(), fresh()];
    for (const partyId of [one, two]) {
      await commitOf(store, partyId, {
        attempt: attempt(partyId),
        lookups: [
          { kind: 'phone', phoneHash: `phone-of-${one}` },
          { kind: 'text', providerMessageId: `sns-${partyId}`, attemptId: `attempt-${partyId}` },
        ],
      });
    }
    expect(await store.attemptOfText(`sns-${two}`)).toEqual(attempt(two));
    expect(await store.attemptOfText('elsewhere')).toBeUndefined();
    expect(await store.partiesOfPhone(`phone-of-${one}`)).toEqual([one, two].sort());
    expect(await store.partiesOfPhone('nobody')).toEqual([]);
  });

  test('let several customers share a party', async () => {
    const store = open();
    const partyId = fresh();
    for (const customerId of [`${partyId}-a`, `${partyId}-b`]) {
      await commitOf(store, partyId, {
        link: { customerId, before: undefined, after: link(partyId) },
      });
    }
    expect((await store.ofCustomer(`${partyId}-a`))?.partyId).toBe(partyId);
    expect((await store.ofCustomer(`${partyId}-b`))?.partyId).toBe(partyId);
  });

  test('do not offer a party that was only refused', async () => {
    const store = open();
    const partyId = fresh();
    await commitOf(store, partyId, {
      state: { recent: [] },
      link: { customerId: partyId, before: undefined, after: link(partyId) },
    });
    expect(await store.ofCustomer(partyId)).toBeUndefined();
  });

  test('refuse a commit on what has moved', async () => {
    const store = open();
    const partyId = fresh();
    const { stored } = await store.load(partyId, 'none');
    expect(await commitOf(store, partyId)).toMatchObject({ head: { version: 1 } });
    expect(await commitOf(store, partyId, { stored })).toBe('conflict');
  });

  test('journal a decision once', async () => {
    const store = open();
    const partyId = fresh();
    expect(await commitOf(store, partyId, { decision: 'd1' })).toMatchObject({
      head: { version: 1 },
    });
    expect(await commitOf(store, partyId, { decision: 'd1' })).toBe('duplicate');
    expect(await commitOf(store, partyId, { decision: 'd2' })).toMatchObject({
      head: { version: 2 },
    });
  });

  test('begin an attempt once and keep its outcome', async () => {
    const store = open();
    const partyId = fresh();
    const begun = attempt(partyId);
    expect(await commitOf(store, partyId, { attempt: begun })).toMatchObject({
      head: { version: 1 },
    });
    expect(await commitOf(store, partyId, { attempt: begun })).toBe('conflict');
    const sent = attempt(partyId, { outcome: { kind: 'sent', providerMessageId: 'm-1' } });
    await commitOf(store, partyId, { attempt: sent });
    expect(await store.attempt(begun.attemptId)).toEqual(sent);
    expect((await store.load(partyId, begun.attemptId)).attempt).toEqual(sent);
  });

  test('move a customer to another party only from where it was read', async () => {
    const store = open();
    const [one, two, three] = [fresh(), fresh(), fresh()];
    const customerId = `${one}-c`;
    const first = link(one, 'customer:c:1');
    await commitOf(store, one, { link: { customerId, before: undefined, after: first } });
    const moved = await commitOf(store, two, {
      link: { customerId, before: first, after: link(two, 'customer:c:2') },
    });
    expect(moved).not.toBe('conflict');
    const late = await commitOf(store, three, {
      link: { customerId, before: first, after: link(three, 'customer:c:3') },
    });
    expect(late).toBe('conflict');
    expect((await store.loadCustomer(customerId, two)).link?.partyId).toBe(two);
  });

  test('commit all or nothing', async () => {
    const store = open();
    const partyId = fresh();
    const begun = attempt(partyId);
    await commitOf(store, partyId, { attempt: begun });
    const before = await store.load(partyId, begun.attemptId);
    const refused = await commitOf(store, partyId, {
      attempt: begun,
      profile: party(partyId),
      decision: 'once',
    });
    expect(refused).toBe('conflict');
    expect(await store.load(partyId, begun.attemptId)).toEqual(before);
    expect(await commitOf(store, partyId, { decision: 'once' })).not.toBe('duplicate');
  });
});

test('a plan costs one call, and a send two transactions of three items', async () => {
  const partyId = fresh();
  const { stored } = await onDynamo.load(partyId, 'none');
  const after = await onDynamo.commit({
    stored,
    facts: [registered(partyId)],
    effectiveOn,
    cause,
    state: { known: known(), recent: [] },
    link: { customerId: partyId, before: undefined, after: link(partyId) },
  });
  dynamo.meter.reset();
  await onDynamo.ofCustomer(partyId);
  expect(dynamo.meter.calls).toEqual(['BatchGetItem']);
  expect(dynamo.meter.units).toEqual({ read: 2, write: 0 });
  dynamo.meter.reset();
  const begun = await onDynamo.commit({
    stored: after as StoredParty,
    facts: [registered(partyId)],
    effectiveOn,
    cause,
    state: { known: known(), recent: [] },
    attempt: attempt(partyId),
  });
  await onDynamo.commit({
    stored: begun as StoredParty,
    facts: [registered(partyId)],
    effectiveOn,
    cause,
    state: { known: known(), recent: [] },
    attempt: attempt(partyId, { outcome: { kind: 'unknown' } }),
  });
  expect(dynamo.meter.calls).toEqual(['TransactWriteItems', 'TransactWriteItems']);
  expect(dynamo.meter.units).toEqual({ read: 0, write: 12 });
});

describe('an allow list', () => {
  const listing = (isListed: (party: Party) => boolean) =>
    createPartyReader({ client: dynamo.client, tableName: 'Contact', isListed });
  const register = async (customerId: string, partyId: string) => {
    await commitOf(onDynamo, partyId, {
      profile: party(partyId),
      link: { customerId, before: undefined, after: link(partyId) },
    });
  };

  test.each([
    ['its own party', (name: string) => name],
    ['a party of others', (name: string) => `${name}-household`],
  ])('is held against the profile of a customer who is %s', async (_, partyOf) => {
    const customerId = fresh();
    await register(customerId, partyOf(customerId));
    const seen: Party[] = [];
    const { ofCustomer } = listing((each) => seen.push(each) > 1);
    expect(await ofCustomer(customerId)).toMatchObject({ listed: false });
    const view = await ofCustomer(customerId);
    expect(view).toMatchObject({ listed: true });
    expect(JSON.stringify(view)).not.toContain('@');
    expect(seen).toEqual([party(partyOf(customerId)), party(partyOf(customerId))]);
  });

  test('has nobody on it whose personal data was erased or never known', async () => {
    const customerId = fresh();
    const everybody = listing(() => true);
    expect(await everybody.ofCustomer(customerId)).toBeUndefined();
    await commitOf(onDynamo, customerId, {
      link: { customerId, before: undefined, after: link(customerId) },
    });
    expect(await everybody.ofCustomer(customerId)).toMatchObject({ listed: false });
  });
});
