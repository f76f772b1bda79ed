import { readFileSync } from 'node:fs';
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
};

/** The event of the vectors in the envelope that the default bus gives it, with our tag. */
const sendEvent = (tags: Record<string, string[]>) => {
  const detail = JSON.parse(
    readFileSync(sharedFile('vectors/aws/ses-event-send-record.json'), 'utf8'),
  );
  return {
    version: '0',
    id: 'e-1',
    'detail-type': 'Email Sent',
    source: 'aws.ses',
    account: '123456789012',
    time: '2026-03-02T15:00:05Z',
    region: 'us-east-1',
    resources: [detail.mail.sourceArn],
    detail: { ...detail, mail: { ...detail.mail, tags: { ...detail.mail.tags, ...tags } } },
  };
};

const setUp = async (outcome: Outcome = { kind: 'none' }) => {
  const store = createMemoryParties();
  const { stored } = await store.load('ana', '');
  const { attemptId, at, channel, accountId } = attempt;
  await store.commit({
    stored,
    facts: [],
    effectiveOn: businessDate('2026-03-02'),
    cause,
    state: { recent: outcome.kind === 'failed' ? [] : [{ attemptId, at, channel, accountId }] },
    attempt: { ...attempt, outcome },
  });
  const handle = createHandler({ store, clock: { now: () => now } });
  const deliver = (body: unknown) =>
    handle(
      {
        messageId: 'm',
        body: JSON.stringify(body),
        group: undefined,
        deliveries: 1,
        receiptHandle: 'r',
        attributes: {},
      },
      log,
    );
  return { store, deliver, types: () => store.journal.map(({ fact }) => fact.type) };
};

describe('the event of a send', () => {
  test('settles its attempt as sent, once', async () => {
    const { store, deliver, types } = await setUp();
    const event = sendEvent({ attemptId: ['attempt-1'] });
    await deliver(event);
    await deliver({ ...event, id: 'e-2' });
    expect(types()).toEqual(['ContactSent']);
    expect(store.journal[0]?.fact.data).toEqual({
      attemptId: 'attempt-1',
      partyId: 'ana',
      accountId: 'ana|main|USD',
      caseId: 'case-1',
      stage: 'administrative',
      step: 'overdue-1',
      anchorOn: '2026-03-01',
      channel: 'email',
      providerMessageId: 'EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000',
    });
    expect((await store.attempt('attempt-1'))?.outcome).toEqual({
      kind: 'sent',
      providerMessageId: 'EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000',
    });
  });

  test('adds nothing to an attempt that its sender recorded', async () => {
    const { deliver, types } = await setUp({ kind: 'sent', providerMessageId: 'm-1' });
    await deliver(sendEvent({ attemptId: ['attempt-1'] }));
    expect(types()).toEqual([]);
  });

  test('is worth more than a deadline that has passed', async () => {
    const { deliver, types } = await setUp({ kind: 'unknown' });
    await deliver(sendEvent({ attemptId: ['attempt-1'] }));
    expect(types()).toEqual(['ContactSent']);
  });

  test('is worth more than a refusal, and the contact counts again', async () => {
    const { store, deliver, types } = await setUp({
      kind: 'failed',
      error: 'MessageRejected',
      final: true,
      at: attempt.at,
    });
    await deliver(sendEvent({ attemptId: ['attempt-1'] }));
    expect(types()).toEqual(['ContactSent']);
    const { stored } = await store.load('ana', '');
    expect(stored.state.recent).toMatchObject([{ attemptId: 'attempt-1', at: attempt.at }]);
  });

  test.each<[string, Record<string, string[]>]>([
    ['without our tag', {}],
    ['with an empty tag', { attemptId: [] }],
    ['of an attempt that is not known here', { attemptId: ['elsewhere'] }],
  ])('%s is none of ours', async (_, tags) => {
    const { deliver, types } = await setUp();
    await deliver(sendEvent(tags));
    expect(types()).toEqual([]);
  });

  test.each(['Delivery', 'Bounce'])('of type %s is refused', async (eventType) => {
    const { deliver } = await setUp();
    const event = sendEvent({ attemptId: ['attempt-1'] });
    await expect(deliver({ ...event, detail: { ...event.detail, eventType } })).rejects.toThrow(
      'eventType',
    );
  });
});
