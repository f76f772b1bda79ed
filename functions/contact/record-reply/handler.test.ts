import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createMemoryParties } from '../../../shared/adapters/memory/parties.ts';
import { businessDate, instant } from '../../../shared/domain/calendar.ts';
import { phoneHashOf } from '../../../shared/domain/contact/wishes.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { hash } from '../../../test/support/messenger.ts';
import { sharedFile } from '../../../test/support/shared-data.ts';
import { createHandler } from './handler.ts';

const clock = { now: () => instant('2026-03-02T15:00:05Z') };
const vector = JSON.parse(
  readFileSync(sharedFile('vectors/aws/sms-two-way-inbound.json'), 'utf8'),
) as { originationNumber: string };

const setUp = async (...parties: string[]) => {
  const store = createMemoryParties();
  for (const partyId of parties) {
    const { stored } = await store.load(partyId, '');
    await store.commit({
      stored,
      facts: [],
      effectiveOn: businessDate('2026-03-02'),
      cause: { causationId: 'x', correlationId: 'x' },
      state: { recent: [] },
      lookups: [{ kind: 'phone', phoneHash: phoneHashOf(vector.originationNumber, hash) }],
    });
  }
  const logged: string[] = [];
  const log = createLogger({}, (entry) => logged.push(JSON.stringify(entry)));
  const handle = createHandler({ store, clock, hash });
  const say = (messageBody: string) =>
    handle({ messageId: 'n-1', body: JSON.stringify({ ...vector, messageBody }) }, log);
  return { store, say, logged, told: () => store.journal };
};

const ofSms = { channel: 'sms', scope: 'every-message', via: 'reply' };

describe('an answer to a text', () => {
  test('that ends texts is obeyed for every party of the phone, once', async () => {
    const { say, told } = await setUp('ana', 'ana-and-co');
    await say('Stop.');
    await say('STOP');
    expect(told().map(({ fact }) => fact)).toEqual(
      ['ana', 'ana-and-co'].map((partyId) => ({
        type: 'PartyOptedOut',
        data: { partyId, ...ofSms },
      })),
    );
  });

  test('that resumes them takes back what the party said, and nothing else', async () => {
    const { store, say, told } = await setUp('ana');
    await say('ALTA');
    expect(told()).toEqual([]);
    await say('baja');
    await say('Alta');
    expect(told().map(({ fact }) => fact.type)).toEqual(['PartyOptedOut', 'PartyOptedIn']);
    expect((await store.loadParty('ana')).state.ownOptOuts).toEqual([]);
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
