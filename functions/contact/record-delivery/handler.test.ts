import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryParties } from '../../../shared/adapters/memory/parties.ts';
import { businessDate, instant } from '../../../shared/domain/calendar.ts';
import type { Attempt, Outcome } from '../../../shared/domain/contact/attempt.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { sharedFile } from '../../../test/support/shared-data.ts';
import { createHandler } from './handler.ts';

const log = createLogger({}, () => undefined);
const now = instant('2026-03-02T15:00:05Z');
const cause = { causationId: 'x', correlationId: 'x' };
const providerMessageId = 'EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000';
const addressHash = '0123456789abcdef';

const attempt: Attempt = {
  attemptId: 'attempt-1',
  tryNumber: 1,
  at: instant('2026-03-02T15:00:00Z'),
  outcome: { kind: 'none' },
  partyId: 'ana',
  accountId: 'ana|main|USD',
  caseId: 'case-1',
  stage: 'administrative',
  step: 'overdue-1',
  anchorOn: businessDate('2026-03-01'),
  channel: 'email',
  addressHash,
};
const { attemptId, partyId, accountId, caseId, stage, step, anchorOn, channel } = attempt;
const contact = { attemptId, partyId, accountId, caseId, stage, step, anchorOn, channel };

type Detail = { mail: { tags?: Record<string, string[]> } } & Record<string, object | string>;

/** A record of the documentation in the envelope that the default bus gives it, with our tag. */
const eventOf = (
  vector: string,
  over: object = {},
  tags: Record<string, string[]> = { attemptId: ['attempt-1'] },
) => {
  const file = sharedFile(`vectors/aws/ses-event-${vector}-record.json`);
  const detail = JSON.parse(readFileSync(file, 'utf8')) as Detail;
  return {
    id: `e-${vector}`,
    source: 'aws.ses',
    detail: {
      ...detail,
      ...over,
      mail: { ...detail.mail, tags: { ...detail.mail.tags, ...tags } },
    },
  };
};

const bounce = (bounceType: string, bounceSubType = 'General') =>
  eventOf('bounce', { bounce: { bounceType, bounceSubType, bouncedRecipients: [] } });
const complaint = (over: object) => eventOf('complaint', { complaint: over });

const setUp = async (outcome: Outcome = { kind: 'none' }) => {
  const store = createMemoryParties();
  const { stored } = await store.load('ana', '');
  await store.commit({
    stored,
    facts: [],
    effectiveOn: businessDate('2026-03-02'),
    cause,
    state: {
      recent: outcome.kind === 'failed' ? [] : [{ attemptId, at: attempt.at, channel, accountId }],
    },
    attempt: { ...attempt, outcome },
  });
  const handle = createHandler({ store, clock: { now: () => now } });
  const deliver = (event: unknown) =>
    handle(
      {
        messageId: 'm',
        body: JSON.stringify(event),
        group: undefined,
        deliveries: 1,
        receiptHandle: 'r',
        attributes: {},
      },
      log,
    );
  const recorded = async () => {
    const { state } = (await store.load('ana', '')).stored;
    return {
      delivery: (await store.attempt('attempt-1'))?.delivery,
      counts: state.recent.length,
      suppressed: state.suppressed ?? [],
    };
  };
  return { store, deliver, recorded, types: () => store.journal.map(({ fact }) => fact.type) };
};

const sent = { kind: 'sent', providerMessageId } as const;

describe('the event of a send', () => {
  test('settles its attempt as sent, once', async () => {
    const { store, deliver, types } = await setUp();
    await deliver(eventOf('send'));
    await deliver({ ...eventOf('send'), id: 'e-2' });
    expect(types()).toEqual(['ContactSent']);
    expect(store.journal[0]?.fact.data).toEqual({ ...contact, providerMessageId });
    expect((await store.attempt('attempt-1'))?.outcome).toEqual(sent);
  });

  test('adds nothing to an attempt that its sender recorded', async () => {
    const { deliver, types } = await setUp(sent);
    await deliver(eventOf('send'));
    expect(types()).toEqual([]);
  });

  test.each<[string, Outcome]>([
    ['a deadline that has passed', { kind: 'unknown' }],
    ['a refusal', { kind: 'failed', error: 'MessageRejected', final: true, at: attempt.at }],
  ])('is worth more than %s, and the contact counts', async (_, outcome) => {
    const { deliver, recorded, types } = await setUp(outcome);
    await deliver(eventOf('send'));
    expect(types()).toEqual(['ContactSent']);
    expect((await recorded()).counts).toBe(1);
  });

  test.each<[string, Record<string, string[]>]>([
    ['without our tag', { attemptId: [] }],
    ['of an attempt that is not known here', { attemptId: ['elsewhere'] }],
  ])('%s is none of ours', async (_, tags) => {
    const { deliver, types } = await setUp();
    await deliver(eventOf('send', {}, tags));
    expect(types()).toEqual([]);
  });
});

describe('a report', () => {
  test.each<[string, object, object]>([
    [
      'delivery',
      {},
      { type: 'ContactDelivered', data: { deliveredAt: '2016-10-19T23:21:04.133Z' } },
    ],
    [
      'deliverydelay',
      {},
      { type: 'ContactDelayed', data: { reason: 'TransientCommunicationFailure' } },
    ],
    [
      'bounce',
      {},
      { type: 'ContactBounced', data: { bounceType: 'permanent', reason: 'General 5.1.1' } },
    ],
    ['complaint', {}, { type: 'ContactComplained', data: { feedbackType: 'abuse' } }],
    [
      'reject',
      {},
      { type: 'ContactFailed', data: { error: 'Rejected: Bad content', final: true } },
    ],
    ['rendering-failure', {}, { type: 'ContactFailed', data: { error: 'RenderingFailure' } }],
  ])('of %s is recorded on its attempt, once', async (vector, over, fact) => {
    const { store, deliver } = await setUp(sent);
    await deliver(eventOf(vector, over));
    await deliver({ ...eventOf(vector, over), id: 'again' });
    const facts = store.journal.map((each) => each.fact);
    expect(facts[0]).toMatchObject(fact);
    expect(facts[0]?.data).toMatchObject(contact);
    expect(facts.slice(1).map(({ type }) => type)).toEqual(
      ['bounce', 'complaint'].includes(vector) ? ['AddressSuppressed'] : [],
    );
  });

  test('of what became of a message says that it was sent', async () => {
    const { store, deliver, types } = await setUp();
    await deliver(eventOf('delivery'));
    expect(types()).toEqual(['ContactSent', 'ContactDelivered']);
    await deliver(eventOf('send'));
    expect(types()).toHaveLength(2);
    expect((await store.attempt('attempt-1'))?.outcome).toEqual(sent);
  });

  test('that an address takes nothing suppresses it, and the contact does not count', async () => {
    const { store, deliver, recorded } = await setUp(sent);
    await deliver(eventOf('bounce'));
    expect(store.journal.at(-1)?.fact).toEqual({
      type: 'AddressSuppressed',
      data: { partyId: 'ana', channel: 'email', addressHash, cause: 'bounce' },
    });
    expect(await recorded()).toEqual({
      delivery: { kind: 'bounced', bounceType: 'permanent', reason: 'General 5.1.1' },
      counts: 0,
      suppressed: [{ channel: 'email', addressHash, cause: 'bounce' }],
    });
  });

  test.each(['Transient', 'Undetermined', 'Something'])(
    'of a bounce that is %s leaves the address in use, and the contact counts',
    async (bounceType) => {
      const { deliver, recorded } = await setUp(sent);
      await deliver(bounce(bounceType));
      expect(await recorded()).toMatchObject({ counts: 1, suppressed: [] });
    },
  );

  test('of a complaint suppresses the address although it works', async () => {
    const { deliver, recorded } = await setUp(sent);
    await deliver(eventOf('delivery'));
    await deliver(complaint({}));
    expect(await recorded()).toEqual({
      delivery: { kind: 'complained', reason: 'unspecified' },
      counts: 1,
      suppressed: [{ channel: 'email', addressHash, cause: 'complaint' }],
    });
  });

  test('that something was no spam after all says nothing', async () => {
    const { deliver, types } = await setUp(sent);
    await deliver(complaint({ complaintFeedbackType: 'not-spam' }));
    expect(types()).toEqual([]);
  });

  test.each([
    ['opens', { eventType: 'Open' }, 'eventType'],
    ['another service', { source: 'aws.s3' }, 'source'],
  ])('of %s is refused', async (_, over, field) => {
    const { deliver } = await setUp();
    const event = eventOf('send', over);
    await expect(deliver({ ...event, ...over })).rejects.toThrow(field);
  });
});

describe('reports in any order', () => {
  const events = [
    eventOf('send'),
    eventOf('delivery'),
    eventOf('deliverydelay'),
    eventOf('reject'),
    eventOf('complaint'),
    bounce('Permanent'),
    bounce('Transient'),
  ];

  test('and however often, end the same', async () => {
    const subset = fc.subarray(events, { minLength: 1 });
    const orders = subset.chain((some) =>
      fc.tuple(
        fc.constant(some),
        fc.shuffledSubarray([...some, ...some], {
          minLength: 2 * some.length,
          maxLength: 2 * some.length,
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(orders, async ([once, shuffled]) => {
        const straight = await setUp();
        for (const event of once) await straight.deliver(event);
        const twisted = await setUp();
        for (const event of shuffled) await twisted.deliver(event);
        expect(await twisted.recorded()).toEqual(await straight.recorded());
      }),
      { numRuns: 200 },
    );
  });
});
