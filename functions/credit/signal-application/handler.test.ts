import { describe, expect, it } from 'vitest';
import { instant } from '../../../shared/domain/calendar.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import type { StoredApplication } from '../../../shared/ports/applications.ts';
import type { Wait } from '../../../shared/ports/collections.ts';
import { createHandler } from './handler.ts';

const now = instant('2026-03-02T09:00:00.000Z');

const setUp = (wait: Wait = {}, stored?: StoredApplication) => {
  const calls: string[] = [];
  const handle = createHandler({
    clock: { now: () => now },
    applications: { load: async () => stored },
    waits: {
      signal: async (id, version, forgetAt) => {
        calls.push(`signal ${id} ${version}${forgetAt === undefined ? '' : ` until ${forgetAt}`}`);
        return wait;
      },
    },
    machine: {
      start: async (id) => void calls.push(`start ${id}`),
      wake: async (token) => void calls.push(`wake ${token}`),
    },
  });
  const hear = (type: string, version: number, over: object = {}) =>
    handle(
      {
        messageId: 'm',
        body: JSON.stringify({
          'detail-type': type,
          detail: {
            meta: { streamId: 'application#APP-1', version },
            data: { applicationId: 'APP-1', ...over },
          },
        }),
        group: undefined,
        deliveries: 1,
        receiptHandle: 'r',
        attributes: {},
      },
      createLogger({}, () => undefined),
    );
  return { calls, hear };
};

describe('what the journal recorded of an application', () => {
  it('starts its machine first', async () => {
    const { calls, hear } = setUp();
    await hear('CreditApplicationReceived', 1);
    expect(calls).toEqual(['start APP-1']);
  });

  it.each([
    ['ended as it began, and is owed nothing: not at all', false, []],
    ['ended as it began, and is owed a letter: to that', true, ['start APP-1']],
  ])('starts the machine of one that %s', async (_, noticeOwed, expected) => {
    const state = { status: 'closed', noticeOwed } as StoredApplication['state'];
    const { calls, hear } = setUp({}, { state, head: { version: 3, hash: 'h' } });
    await hear('CreditApplicationReceived', 1);
    expect(calls).toEqual(expected);
  });

  it('wakes a wait that was planned on less', async () => {
    const { calls, hear } = setUp({ token: 't', armedVersion: 4 });
    await hear('CreditApproved', 5);
    expect(calls).toEqual(['signal APP-1 5', 'wake t']);
  });

  it.each([
    ['planned on as much', { token: 't', armedVersion: 5 }],
    ['planned on more', { token: 't', armedVersion: 9 }],
    ['that is not there yet', {}],
  ])('wakes no wait %s', async (_, wait) => {
    const { calls, hear } = setUp(wait);
    await hear('CreditApproved', 5);
    expect(calls).toEqual(['signal APP-1 5']);
  });

  it('lets the trace of the last wait go at last', async () => {
    const { calls, hear } = setUp({ token: 't', armedVersion: 4 });
    await hear('CreditOfferRefused', 5);
    expect(calls).toEqual(['signal APP-1 5 until 2027-04-06T09:00:00.000Z', 'wake t']);
  });

  it('is refused when it is no event of one', async () => {
    const { hear } = setUp();
    await expect(hear('CreditApproved', 5, { applicationId: '' })).rejects.toMatchObject({
      name: 'ZodError',
    });
  });
});
