import { expect, it } from 'vitest';
import type { JournalItem } from '../../ports/journal.ts';
import { messagesOf } from './messages.ts';

const accountId = 'acme|main|USD';
const event = (type: string, attemptId: string | undefined, more: object = {}): JournalItem =>
  ({
    type,
    recordedAt: '2026-06-20T09:00:00.000Z',
    data: { attemptId, accountId, ...more },
  }) as unknown as JournalItem;

const content = {
  channel: 'email',
  step: 'remind',
  anchorOn: '2026-06-10',
  template: 'overdue',
  invoiceNumbers: ['F1'],
  amountMinor: 100,
  currency: 'USD',
};
const outcomes = (events: readonly JournalItem[]) =>
  messagesOf(events, accountId).map(({ attemptId, outcome }) => `${attemptId} ${outcome}`);

it('a message is what was about to be sent, without personal data', () => {
  const attempted = event('ContactAttempted', 'a1', { ...content, contentHash: 'c', rules: [] });
  expect(messagesOf([attempted], accountId)).toEqual([
    { attemptId: 'a1', at: '2026-06-20T09:00:00.000Z', ...content, outcome: 'attempted' },
  ]);
});

it('a message is told with what became of it last, the oldest message first', () => {
  expect(
    outcomes([
      event('ContactAttempted', 'a2', content),
      event('ContactAttempted', 'a1', content),
      event('ContactSent', 'a2'),
      event('ContactOutcomeUnknown', 'a1'),
      event('ContactDelivered', 'a2'),
    ]),
  ).toEqual(['a2 delivered', 'a1 unknown']);
});

it('only messages about the account are told, and only those that were attempted', () => {
  expect(
    outcomes([
      event('ContactAttempted', 'a1', { ...content, accountId: 'bolt|main|USD' }),
      event('ContactRefused', 'a2'),
      event('PartyRegistered', undefined),
    ]),
  ).toEqual([]);
});
