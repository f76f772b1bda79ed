import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contactRules } from '../../contact-rules/catalogue.ts';
import { sha256 } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createPartyStore } from '../../shared/adapters/dynamodb/parties.ts';
import { createSendingStore } from '../../shared/adapters/dynamodb/sending.ts';
import { addSeconds, businessDate, instant } from '../../shared/domain/calendar.ts';
import type { OutboundEmail, PartyStore, StepMessage } from '../../shared/ports/contact.ts';
import type { SendingStore } from '../../shared/ports/sending.ts';
import { createMessenger } from '../../shared/services/contact/messenger.ts';
import { settle } from '../../shared/services/contact/outcome.ts';
import { templateCatalogue } from '../../templates/catalogue.ts';
import { collect } from '../support/collect.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';

// A Monday, ten in the morning in Bogota.
const monday = instant('2026-03-02T15:00:00Z');
const cause = { causationId: 'step', correlationId: 'case' };
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

const register = async (partyId: string) => {
  const { stored } = await store.load(partyId, 'none');
  await store.commit({
    stored,
    facts: [
      {
        type: 'PartyRegistered',
        data: {
          partyId,
          customerId: partyId,
          profileHash: 'x',
          locale: 'en',
          zone: 'America/Bogota',
          channels: ['email'],
          optOuts: [],
        },
      },
    ],
    effectiveOn: businessDate('2026-01-01'),
    cause,
    state: {
      known: {
        zone: 'America/Bogota',
        locale: 'en',
        channels: ['email'],
        optOuts: [],
        profileHash: 'x',
        asOf: { occurredAt: monday, inputId: 'i' },
      },
      recent: [],
    },
    profile: {
      partyId,
      name: 'Ana',
      email: `${partyId}@example.com`,
      locale: 'en',
      zone: 'America/Bogota',
    },
  });
};

const message = (partyId: string, over: Partial<StepMessage> = {}): StepMessage => ({
  caseId: `case-${partyId}`,
  accountId: `${partyId}|main|USD`,
  partyId,
  stage: 'administrative',
  step: 'overdue-1',
  anchorOn: businessDate('2026-03-01'),
  channel: 'email',
  template: 'reminder-overdue',
  mode: 'live',
  items: [
    { invoiceNumber: 'INV-1', instalment: 1, dueOn: businessDate('2026-03-01'), openMinor: 5000 },
  ],
  totals: { items: 1, openMinor: 5000, unappliedMinor: 0 },
  asked: {
    amountMinor: 5000,
    invoices: 1,
    oldest: { invoiceNumber: 'INV-1', dueOn: businessDate('2026-03-01') },
    lastDueOn: businessDate('2026-03-01'),
  },
  cause,
  now: monday,
  ...over,
});

/** A messenger whose provider takes everything, and answers unless its answers are lost. */
const setUp = (answers: 'answers' | 'lost' = 'answers') => {
  const accepted: OutboundEmail[] = [];
  const messenger = createMessenger({
    store,
    archive: { put: async () => undefined },
    email: {
      send: async (email) => {
        accepted.push(email);
        return answers === 'lost'
          ? { result: 'ambiguous', error: 'TimeoutError' }
          : { result: 'accepted', providerMessageId: `m-${email.attemptId}` };
      },
    },
    text: { send: async () => ({ result: 'ambiguous', error: 'none' }) },
    sending,
    dailyCap: { email: 1000, sms: 1000 },
    unsubscribeUrl: async () => undefined,
    modeFor: () => 'live',
    rules: contactRules('default', 1),
    templates: templateCatalogue,
    creditor: {
      name: 'Acme',
      shortName: 'Acme',
      paymentInstructions: { en: 'Pay.', es: 'Pague.', pt: 'Pague.' },
      smsPayment: { en: 'Pay', es: 'Pague', pt: 'Pague' },
    },
    hash: sha256,
  });
  return { messenger, accepted };
};

const typesOf = async (partyId: string) =>
  (await collect(journal.read({ streamId: `party#${partyId}` }))).map(({ type }) => type);

describe('against the engine, at one and the same moment', () => {
  test('a step delivered ten times is sent once', async () => {
    await register('ten');
    const { messenger, accepted } = setUp();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => messenger.perform(message('ten'))),
    );
    expect(accepted).toHaveLength(1);
    expect(new Set(outcomes.map(({ outcome }) => outcome)).has('sent')).toBe(true);
    expect(await typesOf('ten')).toEqual(['PartyRegistered', 'ContactAttempted', 'ContactSent']);
  });

  test('of five accounts of one party, one reaches it that day and the others are deferred once', async () => {
    await register('five');
    const { messenger, accepted } = setUp();
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
    const { messenger, accepted } = setUp('lost');
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
