import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplicationStore } from '../../shared/adapters/dynamodb/applications.ts';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createMemoryApplications } from '../../shared/adapters/memory/applications.ts';
import { businessDate, instant } from '../../shared/domain/calendar.ts';
import { decideReception } from '../../shared/domain/credit/application/decide.ts';
import type { ApplicationFact } from '../../shared/domain/credit/application/facts.ts';
import type { ApplicationStore } from '../../shared/ports/applications.ts';
import { reception } from '../support/credit-application.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';

const on = businessDate('2026-03-02');
const cause = { causationId: 'input-1', correlationId: 'flow-1' };
const reasons = [{ code: 'references', text: 'References did not answer' }];
const act = { actId: 'a-1', actor: 'eva', role: 'manager', reason: 'Looked at it' } as const;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
  await dynamo.journal('Journal');
  await dynamo.table('Credit');
});
afterAll(() => dynamo.stop());

const stores: readonly (readonly [string, () => ApplicationStore])[] = [
  ['in memory', () => createMemoryApplications()],
  [
    'in the table',
    () => {
      const { client } = dynamo;
      const clock = { now: () => instant('2026-03-02T09:00:00.000Z') };
      const journal = createJournal({ client, tableName: 'Journal', clock });
      return createApplicationStore({ client, tableName: 'Credit', journal });
    },
  ],
];

describe.each(stores)('what is known of an applicant, %s', (_, open) => {
  const world = () => {
    const store = open();
    const commit = async (applicationId: string, ...facts: readonly ApplicationFact[]) => {
      const stored = await store.load(applicationId);
      const after = await store.commit({ stored, facts, effectiveOn: on, cause });
      if (after === 'conflict') throw new Error('somebody else committed');
    };
    const receive = (given: Parameters<typeof reception>[0]) => {
      const facts = decideReception(reception(given), undefined);
      return commit(given?.applicationId ?? 'CA-1', ...facts);
    };
    return { store, commit, receive };
  };

  it('is applied once, by whichever application took it', async () => {
    const { store, receive } = world();
    for (const applicationId of ['M-1', 'M-2']) {
      await receive({ applicationId, fingerprint: applicationId.padEnd(64, '0') });
    }
    const decline = async (applicationId: string, mark: { actId: string; of?: string }) => {
      const data = { applicationId, by: 'person', reasons, act } as const;
      return store.commit({
        stored: await store.load(applicationId),
        facts: [{ type: 'CreditDeclined', data }],
        effectiveOn: on,
        cause,
        mark: { ...mark, content: 'digest' },
      });
    };
    expect(await decline('M-1', { actId: 'i-1', of: 'notice' })).not.toBe('conflict');
    expect(await store.carriedOut('notice', 'i-1')).toBe('digest');
    expect(await store.carriedOut('M-1', 'i-1')).toBeUndefined();
    expect(await decline('M-2', { actId: 'i-1', of: 'notice' })).toBe('conflict');
    expect(await decline('M-2', { actId: 'i-1' })).not.toBe('conflict');
    expect(await store.carriedOut('M-2', 'i-1')).toBe('digest');
  });

  it('is the review that runs, whatever one of before still has to tell, or tells instead', async () => {
    const { store, commit, receive } = world();
    const [fingerprint, lineId] = ['3'.repeat(64), 'place|main'];
    const whose = { fingerprint, lineId, kind: 'review' } as const;
    const terms = { limitMinor: 1000, currency: 'USD', termsDays: 30 };
    const applicationId = 'R-1';
    const concluded = (outcome: 'changed' | 'closed') =>
      ({ type: 'CreditReviewConcluded', data: { applicationId, lineId, outcome } }) as const;
    await receive({ applicationId, ...whose });
    await commit(
      applicationId,
      {
        type: 'CreditApproved',
        data: { applicationId, ...terms, by: 'policy', approvals: [], reasons },
      },
      concluded('changed'),
    );
    await receive({ applicationId: 'R-2', ...whose });
    const closed = { applicationId, by: 'person', reasons, act } as const;
    await commit(applicationId, { type: 'CreditDeclined', data: closed }, concluded('closed'));
    expect((await store.load(applicationId))?.state).toMatchObject({
      status: 'closed',
      noticeOwed: true,
    });
    const letter = { documentSha256: 'e'.repeat(64), documentKey: 'notices/1' };
    const sent = { locale: 'en', outcome: 'sent', ...letter } as const;
    await commit(applicationId, {
      type: 'AdverseNoticeSent',
      data: { applicationId, about: 'closed', reasons: ['references'], ...sent },
    });
    expect(await store.openOf(fingerprint, lineId)).toBe('R-2');
    expect(await store.openForLine(lineId)).toEqual(['R-2']);
    expect(await store.ofApplicant(fingerprint)).toMatchObject({
      open: ['R-2'],
      ended: [{ applicationId, outcome: 'declined', by: 'person' }],
    });
  });

  it('is what is open, how others ended and whose word it was, and every line', async () => {
    const { store, commit, receive } = world();
    const fingerprint = '1'.repeat(64);
    const whose = { fingerprint, groupId: 'holding' };
    expect(await store.ofApplicant(fingerprint)).toEqual({ open: [], ended: [], lines: [] });
    await receive({ applicationId: 'A-1', ...whose });
    expect(await store.ofApplicant(fingerprint)).toEqual({ open: ['A-1'], ended: [], lines: [] });
    expect(await store.openInGroup('holding', 5)).toEqual(['A-1']);
    expect(await store.openForLine('acme|main')).toEqual(['A-1']);
    await commit('A-1', {
      type: 'CreditDeclined',
      data: { applicationId: 'A-1', by: 'person', reasons, act },
    });
    expect(await store.openInGroup('holding', 5)).toEqual([]);
    expect(await store.openForLine('acme|main')).toEqual([]);
    await receive({ applicationId: 'A-2', ...whose });
    await receive({ applicationId: 'R-1', kind: 'review', lineId: 'old|main', ...whose });
    await commit('A-2', {
      type: 'CreditApproved',
      data: {
        applicationId: 'A-2',
        limitMinor: 1000,
        currency: 'USD',
        termsDays: 30,
        by: 'policy',
        approvals: [],
      },
    });
    expect(await store.openInGroup('holding', 5)).toEqual(['A-2', 'R-1']);
    expect(await store.openInGroup('holding', 1)).toEqual(['A-2']);
    expect(await store.openForLine('acme|main')).toEqual(['A-2']);
    expect(await store.openForLine('old|main')).toEqual(['R-1']);
    await commit('A-2', {
      type: 'CreditApplicationActivated',
      data: { applicationId: 'A-2', lineId: 'acme|main' },
    });
    // Others have a partition of their own.
    await receive({ applicationId: 'B-1', fingerprint: '2'.repeat(64) });
    const known = await store.ofApplicant(fingerprint);
    expect({
      ...known,
      ended: known.ended.toSorted((a, b) => (a.outcome < b.outcome ? -1 : 1)),
    }).toEqual({
      open: ['R-1'],
      ended: [
        {
          applicationId: 'A-2',
          kind: 'new',
          outcome: 'active',
          by: 'policy',
          on,
          lineId: 'acme|main',
        },
        { applicationId: 'A-1', kind: 'new', outcome: 'declined', by: 'person', on },
      ],
      lines: ['acme|main'],
    });
  });
});
