import { describe, expect, test } from 'vitest';
import { createMemoryParties } from '../../../shared/adapters/memory/parties.ts';
import { nodeSigning as signing } from '../../../shared/adapters/node/signing.ts';
import { businessDate, instant } from '../../../shared/domain/calendar.ts';
import { unsubscribeToken } from '../../../shared/domain/contact/unsubscribe.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { createHandler } from './handler.ts';

const at = instant('2026-03-02T15:00:05Z');
const attemptId = '0123456789abcdef0123456789abcdef';

const setUp = async (valid: readonly string[] = ['new', 'old']) => {
  const store = createMemoryParties();
  const { stored } = await store.load('ana', '');
  await store.commit({
    stored,
    facts: [],
    effectiveOn: businessDate('2026-03-02'),
    cause: { causationId: 'x', correlationId: 'x' },
    state: { recent: [] },
    attempt: {
      attemptId,
      tryNumber: 1,
      at,
      outcome: { kind: 'sent', providerMessageId: 'm' },
      partyId: 'ana',
      accountId: 'ana|main|USD',
      caseId: 'case-1',
      stage: 'preventive',
      step: 'remind-before-due',
      anchorOn: businessDate('2026-03-09'),
      channel: 'email',
    },
  });
  const handle = createHandler({
    store,
    clock: { now: () => at },
    secrets: { valid: async () => valid },
    signing,
  });
  const ask = (method: string, token: string, accept = '*/*') =>
    handle(
      {
        method,
        path: `/v1/unsubscribe/${token}`,
        headers: { accept },
        query: {},
        params: { token },
        rawBody: Buffer.from('List-Unsubscribe=One-Click'),
      },
      createLogger({}, () => undefined),
    );
  return { ask, facts: () => store.journal.map(({ fact }) => fact) };
};

const token = unsubscribeToken(attemptId, 'new', signing);
const optedOut = {
  type: 'PartyOptedOut',
  data: { partyId: 'ana', channel: 'email', scope: 'courtesy', via: 'unsubscribe-link' },
};

describe('the link of a reminder', () => {
  test('ends courtesies with one post, and again changes nothing', async () => {
    const { ask, facts } = await setUp();
    expect(await ask('POST', token)).toEqual({ status: 200, body: { done: true } });
    expect(await ask('POST', token)).toEqual({ status: 200, body: { done: true } });
    expect(facts()).toEqual([optedOut]);
  });

  test('shows a page to people who open it, and changes nothing by that', async () => {
    const { ask, facts } = await setUp();
    expect(await ask('GET', token, 'text/html')).toMatchObject({
      status: 200,
      html: expect.stringContaining('<form method="post">'),
    });
    expect(facts()).toEqual([]);
    expect(await ask('POST', token, 'text/html,*/*')).toMatchObject({
      status: 200,
      html: expect.stringContaining('Done'),
    });
    expect(facts()).toEqual([optedOut]);
  });

  test('works for as long as its secret is listed', async () => {
    const old = unsubscribeToken(attemptId, 'old', signing);
    expect(await (await setUp()).ask('POST', old)).toMatchObject({ status: 200 });
    expect(await (await setUp(['new'])).ask('POST', old)).toMatchObject({ status: 404 });
    expect(await (await setUp([])).ask('POST', token)).toMatchObject({ status: 404 });
  });

  test.each([
    ['nothing', ''],
    ['another attempt', unsubscribeToken('f'.repeat(32), 'new', signing)],
    ['a digest of another attempt', `${attemptId}.${'0'.repeat(32)}`],
    ['no digest', attemptId],
    ['more than a digest', `${token}.x`],
    ['a longer id', `${attemptId}0.${token.split('.')[1]}`],
    ['another secret', unsubscribeToken(attemptId, 'guess', signing)],
  ])('with %s is unknown, whoever asks', async (_, wrong) => {
    const { ask, facts } = await setUp();
    expect(await ask('POST', wrong)).toEqual({ status: 404, body: { error: 'unknown-token' } });
    expect(await ask('GET', wrong)).toMatchObject({ status: 404 });
    expect(facts()).toEqual([]);
  });

  test('says nothing of whom it is for', () => {
    expect(token).toMatch(/^[0-9a-f]{32}\.[0-9a-f]{32}$/);
  });
});
