import { describe, expect, test } from 'vitest';
import { hash, message, monday, setUp } from '../../../test/support/messenger.ts';
import type { Delivery } from '../../domain/contact/attempt.ts';
import type { PartyState } from '../../domain/contact/party.ts';
import { addressHashOf } from '../../domain/contact/wishes.ts';
import type { OutboundEmail } from '../../ports/contact.ts';
import { recordDelivery, recordWish } from './delivery.ts';

const reported = { causationId: 'ses:1', correlationId: 'case-1' };
const clock = { now: () => monday };
const before = message({ stage: 'preventive', template: 'reminder-before-due' });

type House = Awaited<ReturnType<typeof setUp>>;

/** Commits a change of what is known of the party. */
const know = async ({ store }: House, over: Partial<PartyState>) => {
  const stored = await store.loadParty('ana');
  await store.commit({
    stored,
    facts: [],
    effectiveOn: message().anchorOn,
    cause: reported,
    state: { ...stored.state, ...over },
  });
};

const report = async ({ store, facts }: House, delivery: Delivery) => {
  const [attempted] = facts('ContactAttempted') as { attemptId: string }[];
  const reference = { partyId: 'ana', attemptId: attempted?.attemptId ?? '' };
  await recordDelivery({ store, clock }, reference, { providerMessageId: 'm', delivery }, reported);
};

describe('an attempt', () => {
  test('says to which address of the party it went', async () => {
    const house = await setUp();
    await house.messenger.perform(message());
    const addressHash = addressHashOf('ana', 'email', 'ana@example.com', hash);
    expect(house.facts('ContactAttempted')).toMatchObject([{ addressHash }]);
  });

  test.each<[Delivery, string]>([
    [{ kind: 'bounced', bounceType: 'permanent', reason: 'General' }, 'bounced: General'],
    [{ kind: 'rejected', reason: 'Rejected: Bad content' }, 'Rejected: Bad content'],
    [{ kind: 'rejected', reason: 'Phone has blocked SMS', optedOut: true }, 'opted-out'],
  ])('that reached nobody (%o) answers its step as failed', async (delivery, reason) => {
    const house = await setUp();
    await house.messenger.perform(message());
    await report(house, delivery);
    expect(await house.messenger.perform(message())).toMatchObject({ outcome: 'failed', reason });
    expect(house.provider.accepted).toHaveLength(1);
  });

  test('that may have arrived answers its step as sent', async () => {
    const house = await setUp();
    await house.messenger.perform(message());
    await report(house, { kind: 'bounced', bounceType: 'transient', reason: 'General' });
    expect(await house.messenger.perform(message())).toMatchObject({ outcome: 'sent' });
  });

  test('that reached nobody leaves its place to the other channel on the same day', async () => {
    const house = await setUp();
    await house.messenger.perform(message());
    const text = message({ channel: 'sms', template: 'sms-overdue' });
    expect(await house.messenger.perform(text)).toMatchObject({ outcome: 'deferred' });
    await report(house, { kind: 'bounced', bounceType: 'permanent', reason: 'General' });
    expect(await house.messenger.perform(text)).toMatchObject({ outcome: 'sent' });
  });
});

describe('a link that ends messages', () => {
  test('is in courtesies, and in nothing that asserts a debt', async () => {
    const house = await setUp();
    await house.messenger.perform(before);
    const other = message({ step: 'overdue-2', now: message().now });
    const later = await setUp();
    await later.messenger.perform(other);
    const urls = [house, later].map(
      ({ provider }) => (provider.accepted[0] as OutboundEmail).unsubscribeUrl,
    );
    expect(urls).toEqual([expect.stringMatching(/^https:.*\/[0-9a-f]{32}\.x$/), undefined]);
  });

  test('is asked for before the attempt begins: without an answer nothing is begun', async () => {
    const house = await setUp({
      wrap: (deps) => ({ ...deps, unsubscribeUrl: () => Promise.reject(new Error('down')) }),
    });
    await expect(house.messenger.perform(before)).rejects.toThrow('down');
    expect(house.types()).toEqual([]);
  });

  test('once used, ends courtesies on its channel only', async () => {
    const house = await setUp();
    await know(house, { ownOptOuts: [{ channel: 'email', scope: 'courtesy' }] });
    expect(await house.messenger.perform(before)).toEqual({
      outcome: 'refused',
      reason: 'opted-out',
    });
    expect(await house.messenger.perform(message())).toMatchObject({ outcome: 'sent' });
  });
});

describe('a suppressed address', () => {
  const ofAna = addressHashOf('ana', 'email', 'ana@example.com', hash);
  const suppressed = (cause: 'bounce' | 'complaint', addressHash = ofAna): Partial<PartyState> => ({
    suppressed: [{ channel: 'email', addressHash, cause }],
  });

  test.each([
    ['bounce', 'suppressed'],
    ['complaint', 'complained'],
  ] as const)('after a %s is refused as %s', async (why, reason) => {
    const house = await setUp();
    await know(house, suppressed(why));
    expect(await house.messenger.perform(message())).toEqual({ outcome: 'refused', reason });
  });

  test('says nothing of another address', async () => {
    const house = await setUp();
    await know(house, suppressed('bounce', 'former'));
    expect(await house.messenger.perform(message())).toMatchObject({ outcome: 'sent' });
  });

  test('is known by the profile, whatever the snapshot remembers of it', async () => {
    const house = await setUp();
    const { known } = (await house.store.loadParty('ana')).state;
    if (known === undefined) throw new Error('ana is registered');
    await know(house, { known: { ...known, addresses: { email: 'stale' } } });
    await know(house, suppressed('bounce'));
    expect(await house.messenger.perform(message())).toMatchObject({ reason: 'suppressed' });
  });
});

describe('a wish', () => {
  test('that is known already is not journalled again', async () => {
    const house = await setUp();
    const decide = () => undefined;
    expect(await recordWish({ store: house.store, clock }, 'ana', decide, reported)).toBe(false);
    expect(house.types()).toEqual([]);
  });
});
