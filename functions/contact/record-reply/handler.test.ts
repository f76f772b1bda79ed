import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createMemoryParties } from '../../../shared/adapters/memory/parties.ts';
import { businessDate, instant } from '../../../shared/domain/calendar.ts';
import type { PartyState } from '../../../shared/domain/contact/party.ts';
import { addressHashOf, optOut, phoneHashOf } from '../../../shared/domain/contact/wishes.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { hash } from '../../../test/support/messenger.ts';
import { sharedFile } from '../../../test/support/shared-data.ts';
import { createHandler } from './handler.ts';

const clock = { now: () => instant('2026-03-02T15:00:05Z') };
const vector = JSON.parse(
  readFileSync(sharedFile('vectors/aws/sms-two-way-inbound.json'), 'utf8'),
) as { originationNumber: string };

const digestOf = (partyId: string, phone: string) => addressHashOf(partyId, 'sms', phone, hash);

const reachedAt = (partyId: string, phone: string): NonNullable<PartyState['known']> => ({
  zone: 'America/Bogota',
  locale: 'es',
  country: 'CO',
  channels: ['sms'],
  optOuts: [],
  profileHash: 'p',
  addresses: { sms: digestOf(partyId, phone) },
  asOf: { occurredAt: instant('2026-01-01T00:00:00Z'), inputId: 'i' },
  refusals: undefined,
});

const setUp = async (...parties: string[]) => {
  const store = createMemoryParties();
  for (const partyId of parties) {
    const { stored } = await store.load(partyId, '');
    await store.commit({
      stored,
      facts: [],
      effectiveOn: businessDate('2026-03-02'),
      cause: { causationId: 'x', correlationId: 'x' },
      state: { recent: [], known: reachedAt(partyId, vector.originationNumber) },
      lookups: [{ kind: 'phone', phoneHash: phoneHashOf(vector.originationNumber, hash) }],
    });
  }
  const logged: string[] = [];
  const log = createLogger({}, (entry) => logged.push(JSON.stringify(entry)));
  const handle = createHandler({ store, clock, hash });
  const say = (messageBody: string) =>
    handle({ messageId: 'n-1', body: JSON.stringify({ ...vector, messageBody }) }, log);
  /** What becomes of a party elsewhere. */
  const become = async (partyId: string, of: (state: PartyState) => Partial<PartyState>) => {
    const stored = await store.loadParty(partyId);
    await store.commit({
      stored,
      facts: [],
      effectiveOn: businessDate('2026-03-02'),
      cause: { causationId: 'x', correlationId: 'x' },
      state: { ...stored.state, ...of(stored.state) },
    });
  };
  const refusals = async (partyId: string) => (await store.loadParty(partyId)).state.ownOptOuts;
  return { store, say, logged, become, refusals, told: () => store.journal };
};

const everyText = { channel: 'sms', scope: 'every-message' } as const;
const ofSms = { ...everyText, via: 'reply' };

describe('an answer to a text', () => {
  test('that ends texts is obeyed for every party of the phone, once', async () => {
    const { say, told } = await setUp('ana', 'ana-and-co');
    await say('Stop.');
    await say('STOP');
    expect(told().map(({ fact }) => fact)).toEqual(
      ['ana', 'ana-and-co'].map((partyId) => ({
        type: 'PartyOptedOut',
        data: { partyId, ...ofSms, addressHash: digestOf(partyId, vector.originationNumber) },
      })),
    );
  });

  test('that resumes them takes back what the party said, and nothing else', async () => {
    const { refusals, say, told } = await setUp('ana');
    await say('ALTA');
    expect(told()).toEqual([]);
    await say('baja');
    await say('Alta');
    expect(told().map(({ fact }) => fact.type)).toEqual(['PartyOptedOut', 'PartyOptedIn']);
    expect(await refusals('ana')).toEqual([]);
  });

  test('that resumes them from a phone that was given up undoes no refusal', async () => {
    const { become, refusals, say, told } = await setUp('ana');
    await say('STOP');
    const moved = reachedAt('ana', '+14255550999');
    await become('ana', () => ({ known: moved }));
    await say('START');
    expect(told().map(({ fact }) => fact.type)).toEqual(['PartyOptedOut']);
    const addressHash = digestOf('ana', '+14255550999');
    await become('ana', () => ({ ownOptOuts: [{ ...everyText, addressHash }] }));
    await say('START');
    expect(await refusals('ana')).toEqual([{ ...everyText, addressHash }]);
  });

  test.each(['carrier', 'operator'] as const)(
    'that resumes them does not undo what a %s told',
    async (via) => {
      const { become, refusals, say, told } = await setUp('ana');
      await become('ana', (state) => optOut('ana', state, everyText, via)?.state ?? {});
      await say('STOP');
      await say('START');
      expect(told()).toEqual([]);
      expect(await refusals('ana')).toEqual([everyText]);
    },
  );

  test('that resumes them leaves what upstream says of its customers', async () => {
    const { become, store, say, told } = await setUp('ana');
    const known = reachedAt('ana', vector.originationNumber);
    await become('ana', () => ({ known: { ...known, optOuts: ['sms'] } }));
    await say('START');
    expect(told()).toEqual([]);
    expect((await store.loadParty('ana')).state.known?.optOuts).toEqual(['sms']);
  });

  test('that resumes them is heard for those alone who have the phone still', async () => {
    const { become, refusals, say } = await setUp('ana', 'ana-and-co');
    await say('STOP');
    await become('ana-and-co', () => ({ known: reachedAt('ana-and-co', '+14255550999') }));
    await say('START');
    expect(await refusals('ana')).toEqual([]);
    expect(await refusals('ana-and-co')).toHaveLength(1);
  });

  test('about something else changes nothing, and no word of it is logged', async () => {
    const { say, told, logged } = await setUp('ana');
    await say('I pay on Friday');
    expect(told()).toEqual([]);
    expect(logged.join()).not.toMatch(/Friday|4255550182/);
  });

  test('from a phone that nobody texted is nothing to obey', async () => {
    const { say, told } = await setUp();
    await say('STOP');
    expect(told()).toEqual([]);
  });

  test('that is no text at all is refused', async () => {
    const { store } = await setUp();
    const handle = createHandler({ store, clock, hash });
    const log = createLogger({}, () => undefined);
    await expect(handle({ messageId: 'n', body: '{}' }, log)).rejects.toThrow('originationNumber');
  });
});
