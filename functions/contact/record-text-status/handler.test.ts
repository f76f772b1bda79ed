import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { CloudWatchLogsEvent, Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { createMemoryParties } from '../../../shared/adapters/memory/parties.ts';
import { businessDate, instant } from '../../../shared/domain/calendar.ts';
import type { Attempt } from '../../../shared/domain/contact/attempt.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { logsHandler } from '../../../shared/lambda/logs.ts';
import { sharedFile } from '../../../test/support/shared-data.ts';
import { createHandler } from './handler.ts';

const now = instant('2026-03-02T15:00:05Z');
const sentAt = instant('2026-03-02T15:00:00Z');

/** A line of the documentation about the text with that id, with another answer of the carrier. */
const line = (vector: 'success' | 'failure', messageId: string, providerResponse?: string) => {
  const file = sharedFile(`vectors/aws/sns-sms-delivery-${vector}.json`);
  const { notification, delivery, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    ...rest,
    notification: { ...notification, messageId },
    delivery: { ...delivery, ...(providerResponse === undefined ? {} : { providerResponse }) },
  };
};

const attemptOf = (attemptId: string): Attempt => ({
  attemptId,
  tryNumber: 1,
  at: sentAt,
  outcome: { kind: 'sent', providerMessageId: `sns-${attemptId}` },
  partyId: 'ana',
  accountId: 'ana|main|USD',
  caseId: 'case-1',
  stage: 'administrative',
  step: 'text-overdue',
  anchorOn: businessDate('2026-03-01'),
  channel: 'sms',
  addressHash: '0123456789abcdef',
});

const setUp = async (...attemptIds: string[]) => {
  const store = createMemoryParties();
  for (const attemptId of attemptIds) {
    const { stored } = await store.load('ana', '');
    await store.commit({
      stored,
      facts: [],
      effectiveOn: businessDate('2026-03-02'),
      cause: { causationId: 'x', correlationId: 'x' },
      state: { recent: [{ attemptId, at: sentAt, channel: 'sms', accountId: 'ana|main|USD' }] },
      attempt: attemptOf(attemptId),
      lookups: [{ kind: 'text', providerMessageId: `sns-${attemptId}`, attemptId }],
    });
  }
  const logged: string[] = [];
  const log = createLogger({}, (entry) => logged.push(JSON.stringify(entry)));
  const handler = logsHandler(createHandler({ store, clock: { now: () => now } }), { log });
  const deliver = (lines: readonly unknown[], messageType = 'DATA_MESSAGE') => {
    const logEvents = lines.map((each, index) => ({
      id: String(index),
      timestamp: Date.parse('2026-03-02T15:00:03Z'),
      message: typeof each === 'string' ? each : JSON.stringify(each),
    }));
    const data = gzipSync(JSON.stringify({ messageType, logEvents })).toString('base64');
    const event: CloudWatchLogsEvent = { awslogs: { data } };
    return handler(event, { awsRequestId: 'r' } as Context);
  };
  const facts = () => store.journal.map(({ fact }) => fact);
  return { store, logged, deliver, facts, types: () => facts().map(({ type }) => type) };
};

describe('a line of the delivery log', () => {
  test('that tells of success is recorded on its attempt, once', async () => {
    const { store, deliver, facts } = await setUp('a');
    await deliver([line('success', 'sns-a')]);
    await deliver([line('success', 'sns-a')]);
    expect(facts()).toMatchObject([
      {
        type: 'ContactDelivered',
        data: { attemptId: 'a', channel: 'sms', deliveredAt: '2026-03-02T15:00:03.000Z' },
      },
    ]);
    expect(await store.attempt('a')).toMatchObject({ delivery: { kind: 'delivered' } });
  });

  test.each([
    'Invalid phone number',
    'Phone is on a blocked list',
    'Destination is on a blocked list',
  ])('that tells of a dead number (%s) suppresses it', async (response) => {
    const { deliver, facts } = await setUp('a');
    await deliver([line('failure', 'sns-a', response)]);
    expect(facts()).toMatchObject([
      { type: 'ContactBounced', data: { bounceType: 'permanent', reason: response } },
      { type: 'AddressSuppressed', data: { channel: 'sms', cause: 'bounce' } },
    ]);
  });

  test.each([
    undefined,
    'Phone is currently unreachable/unavailable',
    'Phone carrier is currently unreachable/unavailable',
    'A reason that AWS adds later',
  ])('that tells of a passing trouble (%s) leaves the number in use', async (response) => {
    const { deliver, facts } = await setUp('a');
    await deliver([line('failure', 'sns-a', response)]);
    expect(facts()).toMatchObject([{ type: 'ContactBounced', data: { bounceType: 'transient' } }]);
  });

  test.each([
    'Blocked as spam by phone carrier',
    'Message body is invalid',
    'Phone carrier has blocked this message',
    'This delivery would exceed max price',
  ])('that tells of a message nobody would carry (%s) fails the attempt only', async (response) => {
    const { store, deliver, facts } = await setUp('a');
    await deliver([line('failure', 'sns-a', response)]);
    expect(facts()).toMatchObject([
      { type: 'ContactFailed', data: { error: response, final: true } },
    ]);
    expect(facts()[0]?.data).not.toHaveProperty('optedOut');
    expect((await store.loadParty('ana')).state.recent).toEqual([]);
  });

  test.each([
    ['Phone number is opted out', 'Phone number is opted out'],
    ['+14255550182 is opted out', 'Phone number is opted out'],
    ['Phone has blocked SMS', 'Phone has blocked SMS'],
  ])('that tells of an opt-out (%s) is obeyed, and marks the failure', async (response, error) => {
    const { deliver, facts } = await setUp('a');
    await deliver([line('failure', 'sns-a', response)]);
    await deliver([line('failure', 'sns-a', response)]);
    expect(facts()).toMatchObject([
      { type: 'ContactFailed', data: { error, final: true, optedOut: true } },
      { type: 'PartyOptedOut', data: { channel: 'sms', scope: 'every-message', via: 'carrier' } },
    ]);
  });

  test('that names the number in words of its own leaves it out of the journal', async () => {
    const { deliver, facts } = await setUp('a');
    await deliver([line('failure', 'sns-a', 'No route to +14255550182 today')]);
    expect(facts()).toMatchObject([{ data: { reason: 'No route to number today' } }]);
  });

  test('about a text of somebody else in the account is none of ours', async () => {
    const { deliver, types } = await setUp('a');
    await deliver([line('failure', 'sns-elsewhere', 'Invalid phone number')]);
    expect(types()).toEqual([]);
  });

  test('that nobody understands fails the delivery, after all others were recorded', async () => {
    const { deliver, types, logged } = await setUp('a', 'b');
    const delivery = deliver([line('success', 'sns-a'), 'no status', line('success', 'sns-b')]);
    await expect(delivery).rejects.toThrow('JSON');
    expect(types()).toEqual(['ContactDelivered', 'ContactDelivered']);
    expect(logged.join()).not.toContain('555');
  });

  test('is nothing in a message that only asks whether somebody is there', async () => {
    const { deliver, types } = await setUp('a');
    await deliver([line('success', 'sns-a')], 'CONTROL_MESSAGE');
    expect(types()).toEqual([]);
  });
});
