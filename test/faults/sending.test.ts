import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createPartyStore } from '../../shared/adapters/dynamodb/parties.ts';
import { createSendingStore } from '../../shared/adapters/dynamodb/sending.ts';
import { addSeconds } from '../../shared/domain/calendar.ts';
import type { PartyStore, StepMessage } from '../../shared/ports/contact.ts';
import type { SendingStore } from '../../shared/ports/sending.ts';
import { settle } from '../../shared/services/contact/outcome.ts';
import { collect } from '../support/collect.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';
import {
  ana,
  cause,
  message as messageOf,
  monday,
  register as registerIn,
  setUp as setUpOver,
} from '../support/messenger.ts';

const clock = { now: () => monday };

let dynamo: TestDynamo;
let store: PartyStore;
let sending: SendingStore;
let journal: ReturnType<typeof createJournal>;

beforeAll(async () => {
  dynamo = await startDynamo();
  const { client } = dynamo;
  journal = createJournal({ client, tableName: await dynamo.journal('Journal'), clock });
  const tableName = await dynamo.table('Contact');
  store = createPartyStore({ client, tableName, journal });
  sending = createSendingStore({ client, tableName, journal });
});
afterAll(() => dynamo.stop());

const register = (partyId: string) =>
  registerIn(store, { ...ana, partyId, email: `${partyId}@example.com`, phone: undefined });

const message = (partyId: string, over: Partial<StepMessage> = {}) =>
  messageOf({ caseId: `case-${partyId}`, accountId: `${partyId}|main|USD`, partyId, ...over });

/** A messenger whose provider takes everything, and answers unless its answers are lost. */
const setUp = async (answers: 'answers' | 'lost' = 'answers') => {
  const { messenger, provider } = await setUpOver({
    party: null,
    wrap: (deps) => ({ ...deps, store, sending }),
  });
  if (answers === 'lost') provider.answer = () => 'accept-then-lose';
  return { messenger, accepted: provider.accepted };
};

const typesOf = async (partyId: string) =>
  (await collect(journal.read({ streamId: `party#${partyId}` }))).map(({ type }) => type);

describe('against the engine, at one and the same moment', () => {
  test('a step delivered ten times is sent once', async () => {
    await register('ten');
    const { messenger, accepted } = await setUp();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => messenger.perform(message('ten'))),
    );
    expect(accepted).toHaveLength(1);
    expect(new Set(outcomes.map(({ outcome }) => outcome)).has('sent')).toBe(true);
    expect(await typesOf('ten')).toEqual(['PartyRegistered', 'ContactAttempted', 'ContactSent']);
  });

  test('of five accounts of one party, one reaches it that day and the others are deferred once', async () => {
    await register('five');
    const { messenger, accepted } = await setUp();
    const asked = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      message('five', { accountId: `${name}|main|USD`, caseId: `case-${name}` }),
    );
    const outcomes = await Promise.all(asked.map((each) => messenger.perform(each)));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
      'deferred',
      'deferred',
      'deferred',
      'deferred',
      'sent',
    ]);
    await Promise.all(asked.map((each) => messenger.perform(each)));
    expect(accepted).toHaveLength(1);
    const types = await typesOf('five');
    expect(types.filter((type) => type === 'ContactDeferred')).toHaveLength(4);
    expect(types.filter((type) => type === 'ContactAttempted')).toHaveLength(1);
  });

  test('the answer, its event and the deadline settle an attempt once', async () => {
    await register('three');
    const { messenger, accepted } = await setUp('lost');
    const pending = await messenger.perform(message('three'));
    if (pending.outcome !== 'pending') throw new Error(pending.outcome);
    const { attemptId } = pending;
    const sent = { kind: 'sent', providerMessageId: 'm' } as const;
    const reference = { partyId: 'three', attemptId };
    await Promise.all([
      settle(store, reference, sent, cause, monday),
      settle(store, reference, sent, cause, monday),
      messenger.perform(message('three', { now: addSeconds(monday, 3600) })),
    ]);
    expect(accepted).toHaveLength(1);
    expect((await store.attempt(attemptId))?.outcome).toEqual(sent);
    const types = await typesOf('three');
    expect(types.filter((type) => type === 'ContactSent')).toHaveLength(1);
    expect(types.filter((type) => type === 'ContactAttempted')).toHaveLength(1);
  });
});
