import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaseStore } from '../../shared/adapters/dynamodb/cases.ts';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createSweepStore } from '../../shared/adapters/dynamodb/sweeps.ts';
import { createWaitTokens } from '../../shared/adapters/dynamodb/wait-tokens.ts';
import { createMemoryCollections } from '../../shared/adapters/memory/collections.ts';
import { openCase, performed } from '../../shared/domain/collections/facts.ts';
import type { Act } from '../../shared/domain/collections/types.ts';
import type {
  CaseStore,
  StoredCase,
  SweepStore,
  WaitTokens,
} from '../../shared/ports/collections.ts';
import { at, day, defaultStrategy } from '../support/collections.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';

type Subject = {
  readonly cases: CaseStore;
  readonly waits: WaitTokens;
  readonly sweeps: SweepStore;
  /** Arms a wait exactly as the machine does. */
  readonly arm: (
    caseId: string,
    wait: { token: string; version: number; dueAt: string },
  ) => Promise<boolean>;
};

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const onDynamo = async (name: string): Promise<Subject> => {
  const { client } = dynamo;
  const journalTable = await dynamo.journal(`Journal-${name}`);
  const tableName = await dynamo.table(`Collections-${name}`);
  const waitTable = await dynamo.table(`WaitTokens-${name}`);
  const clock = { now: () => at('2026-06-10T06:00:00Z') };
  const journal = createJournal({ client, tableName: journalTable, clock });
  return {
    cases: createCaseStore({ client, tableName, journal }),
    waits: createWaitTokens({ client, tableName: waitTable, of: 'collection' }),
    sweeps: createSweepStore({ client, tableName }),
    arm: async (caseId, { token, version, dueAt }) => {
      try {
        await client.send(
          new UpdateCommand({
            TableName: waitTable,
            Key: { pk: `CASE#${caseId}`, sk: 'WAIT' },
            UpdateExpression: 'SET #token = :token, armedVersion = :version, dueAt = :dueAt',
            ConditionExpression: 'attribute_not_exists(signalVersion) OR signalVersion <= :version',
            ExpressionAttributeNames: { '#token': 'token' },
            ExpressionAttributeValues: { ':token': token, ':version': version, ':dueAt': dueAt },
          }),
        );
        return true;
      } catch {
        return false;
      }
    },
  };
};

const inMemory = async (): Promise<Subject> => {
  const memory = createMemoryCollections();
  return { ...memory, arm: async (caseId, wait) => memory.arm(caseId, wait) };
};

const accountId = 'acme|main|USD';
const cause = { causationId: 'input-1', correlationId: 'flow-1' };
const effectiveOn = day('2026-06-10');
const opening = (previous?: StoredCase) =>
  openCase(accountId, 'acme', defaultStrategy, previous?.state, 'live');
const act: Act = {
  stage: 'preventive',
  step: 'remind-before-due',
  anchorOn: day('2026-06-15'),
  dueAt: at('2026-06-10T10:00:00Z'),
  announcedThrough: day('2026-06-18'),
  action: { kind: 'message', channel: 'email', template: 'reminder-before-due' },
};

const committed = (stored: StoredCase | 'conflict'): StoredCase => {
  if (stored === 'conflict') throw new Error('expected the commit to succeed');
  return stored;
};

describe.each([
  ['on the engine', onDynamo],
  ['in memory', inMemory],
])('stores of collections %s', (_, create) => {
  let subject: Subject;
  let opened: StoredCase;
  let stores = 0;

  const fresh = async () => {
    stores += 1;
    subject = await create(String(stores));
    opened = committed(
      await subject.cases.commit({ stored: undefined, facts: [opening()], effectiveOn, cause }),
    );
  };

  it('asks executions to hand the case over until the next case, whatever is committed', async () => {
    await fresh();
    const before = at('2026-06-10T05:00:00Z');
    const asked = committed(await subject.cases.handOver(opened, before));
    expect(asked).toMatchObject({ revision: opened.revision + 1, continueBefore: before });
    expect(await subject.cases.handOver(opened, before)).toBe('conflict');
    const closing = {
      type: 'CaseClosed',
      data: { caseId: opened.state.caseId, accountId, reason: 'settled' },
    } as const;
    const closed = committed(
      await subject.cases.commit({ stored: asked, facts: [closing], effectiveOn, cause }),
    );
    expect((await subject.cases.load(accountId))?.continueBefore).toBe(before);
    await subject.cases.commit({ stored: closed, facts: [opening(closed)], effectiveOn, cause });
    expect((await subject.cases.load(accountId))?.continueBefore).toBeUndefined();
  });

  it('keeps a case and gives it back as committed', async () => {
    await fresh();
    const facts = [
      performed({ state: opened.state, mode: 'live' }, act, { outcome: 'sent', attemptId: 'a1' }),
    ];
    const after = committed(
      await subject.cases.commit({ stored: opened, facts, effectiveOn, cause }),
    );
    expect(after.state).toMatchObject({
      status: 'open',
      announced: { 'remind-before-due': '2026-06-18' },
      performed: ['remind-before-due@2026-06-15'],
    });
    expect(await subject.cases.load(accountId)).toEqual(after);
    expect([after.revision, after.head.version]).toEqual([2, 2]);
    expect(await subject.cases.load('nobody|main|USD')).toBeUndefined();
  });

  it('lets one of two writers win, at opening and later', async () => {
    await fresh();
    const other = { ...cause, causationId: 'input-2' };
    const again = { stored: undefined, facts: [opening()], effectiveOn, cause: other };
    expect(await subject.cases.commit(again)).toBe('conflict');
    committed(await subject.cases.bump(opened));
    expect(await subject.cases.bump(opened)).toBe('conflict');
    const facts = [
      performed({ state: opened.state, mode: 'live' }, act, { outcome: 'sent', attemptId: 'a1' }),
    ];
    expect(await subject.cases.commit({ stored: opened, facts, effectiveOn, cause })).toBe(
      'conflict',
    );
  });

  it('goes on with the revision when the next case begins a stream of its own', async () => {
    await fresh();
    const data = { caseId: opened.state.caseId, accountId, reason: 'settled' } as const;
    const closed = committed(
      await subject.cases.commit({
        stored: opened,
        facts: [{ type: 'CaseClosed', data }],
        effectiveOn,
        cause,
      }),
    );
    expect([closed.state.status, closed.endDelivered]).toEqual(['closed', false]);
    await subject.cases.markEndDelivered(closed);
    expect((await subject.cases.load(accountId))?.endDelivered).toBe(true);
    const next = committed(
      await subject.cases.commit({ stored: closed, facts: [opening(closed)], effectiveOn, cause }),
    );
    expect([next.state.caseId, next.head.version, next.revision, next.endDelivered]).toEqual([
      'acme|main|USD|2',
      1,
      3,
      false,
    ]);
    await subject.cases.markEndDelivered(closed);
    expect((await subject.cases.load(accountId))?.endDelivered).toBe(false);
  });

  it('opens a task once, with its step', async () => {
    await fresh();
    const task = {
      type: 'TaskOpened' as const,
      data: {
        taskId: 't1',
        caseId: opened.state.caseId,
        accountId,
        stage: 'administrative' as const,
        kind: 'call-debtor',
        role: 'collector' as const,
        dueOn: '2026-06-12',
        openMinor: 100,
        currency: 'USD',
        daysPastDue: 15,
      },
    };
    const one = { stored: opened, facts: [task], effectiveOn, cause };
    const after = committed(await subject.cases.commit(one));
    expect(await subject.cases.commit({ ...one, stored: after })).toBe('conflict');
  });

  describe('waits', () => {
    const armed = { token: 'token-1', version: 3, dueAt: '2026-06-12T10:00:00.000Z' };

    it('shows a signal the token of a machine that sleeps', async () => {
      await fresh();
      expect(await subject.waits.read('c1')).toBeUndefined();
      expect(await subject.arm('c1', armed)).toBe(true);
      expect(await subject.waits.read('c1')).toEqual({
        token: 'token-1',
        armedVersion: 3,
        dueAt: armed.dueAt,
      });
      expect(await subject.waits.signal('c1', 4)).toEqual({
        token: 'token-1',
        armedVersion: 3,
        dueAt: armed.dueAt,
        signalVersion: 4,
      });
    });

    it('refuses to sleep on a plan that is older than a signal', async () => {
      await fresh();
      expect(await subject.waits.signal('c1', 4)).toEqual({ signalVersion: 4 });
      expect(await subject.arm('c1', armed)).toBe(false);
      expect(await subject.arm('c1', { ...armed, version: 4 })).toBe(true);
    });

    it('never lowers the version of a signal', async () => {
      await fresh();
      await subject.waits.signal('c1', 7);
      expect(await subject.waits.signal('c1', 5)).toMatchObject({ signalVersion: 7 });
      expect(await subject.waits.signal('c1', 7)).toMatchObject({ signalVersion: 7 });
    });
  });

  it('remembers how far the sweep came in each shard', async () => {
    await fresh();
    const swept = async () => Object.fromEntries(await subject.sweeps.sweptThrough());
    expect(await swept()).toEqual({});
    await subject.sweeps.complete([0, 3], day('2026-06-10'));
    await subject.sweeps.complete([3], day('2026-06-11'));
    await subject.sweeps.complete([], day('2026-06-12'));
    expect(await swept()).toEqual({ 0: '2026-06-10', 3: '2026-06-11' });
    expect(await subject.sweeps.contactedAs()).toBeUndefined();
    await subject.sweeps.rewind('shadow', [], day('2026-01-01'));
    expect(await swept()).toEqual({ 0: '2026-06-10', 3: '2026-06-11' });
    await subject.sweeps.rewind('live', [0, 1], day('2026-01-01'));
    expect(await swept()).toEqual({ 0: '2026-01-01', 1: '2026-01-01', 3: '2026-06-11' });
    expect(await subject.sweeps.contactedAs()).toBe('live');
  });
});
