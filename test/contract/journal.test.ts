import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstBreak } from '../../shared/adapters/dynamodb/hash-chain.ts';
import {
  type Commit,
  createJournal,
  type Journal,
  type TransactItem,
} from '../../shared/adapters/dynamodb/journal.ts';
import { businessDate, instant } from '../../shared/domain/calendar.ts';
import { type Entry, type JournalItem, noHead } from '../../shared/ports/journal.ts';
import { collect } from '../support/collect.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';

let dynamo: TestDynamo;
let journalTable: string;
let table: string;
let journal: Journal;
let streams = 0;

beforeAll(async () => {
  dynamo = await startDynamo();
  journalTable = await dynamo.journal('Journal');
  table = await dynamo.table('Book');
  journal = createJournal({
    client: dynamo.client,
    tableName: journalTable,
    clock: { now: () => instant('2026-03-01T06:00:00.000Z') },
  });
});
afterAll(() => dynamo.stop());

const refused = (code: string): Entry => ({
  effectiveOn: businessDate('2026-02-28'),
  fact: {
    type: 'EntryRefused',
    data: { accountId: 'acme|main|USD', inputId: 'x', code, message: 'because' },
  },
});

const commitOf = (over: Partial<Commit> = {}): Commit => {
  streams += 1;
  const streamId = over.streamId ?? `account#${streams}`;
  return {
    streamId,
    expected: noHead,
    entries: [refused('one')],
    cause: { causationId: 'input-1', correlationId: 'flow-1' },
    snapshot: { tableName: table, item: { pk: streamId, sk: 'SNAPSHOT', openMinor: 5 } },
    ...over,
  };
};

const all = async (streamId: string, range: object = {}): Promise<JournalItem[]> =>
  collect(journal.read({ streamId, ...range }));

const committedHead = async (commit: Commit) => {
  const outcome = await journal.commit(commit);
  if (!outcome.committed) throw new Error(outcome.because);
  return outcome.head;
};

const item = async (pk: string, sk: string) =>
  (await dynamo.client.send(new GetCommand({ TableName: table, Key: { pk, sk } }))).Item;

describe('journal', () => {
  it('writes events, snapshot, marker and projections as one, with versions and a chain', async () => {
    const streamId = 'account#whole';
    const put: TransactItem = {
      Put: { TableName: table, Item: { pk: streamId, sk: 'OPEN', amountMinor: 7 } },
    };
    const head = await committedHead(
      commitOf({
        streamId,
        entries: [refused('one'), refused('two')],
        marker: { tableName: table, item: { pk: streamId, sk: 'IN#1' } },
        writes: [put],
      }),
    );
    const items = await all(streamId);
    expect(items).toEqual([
      {
        streamId,
        version: 1,
        type: 'EntryRefused',
        data: { accountId: 'acme|main|USD', inputId: 'x', code: 'one', message: 'because' },
        effectiveOn: '2026-02-28',
        recordedAt: '2026-03-01T06:00:00.000Z',
        causationId: 'input-1',
        correlationId: 'flow-1',
        previousHash: '',
        hash: items[0]?.hash,
      },
      expect.objectContaining({ version: 2, previousHash: items[0]?.hash, hash: head.hash }),
    ]);
    expect(await firstBreak(items)).toBeUndefined();
    expect(await item(streamId, 'SNAPSHOT')).toEqual({
      pk: streamId,
      sk: 'SNAPSHOT',
      openMinor: 5,
      version: 2,
      hash: head.hash,
    });
    expect(await item(streamId, 'IN#1')).toMatchObject({ at: '2026-03-01T06:00:00.000Z' });
    expect(await item(streamId, 'OPEN')).toMatchObject({ amountMinor: 7 });
  });

  it('continues a stream from its head and finds it', async () => {
    const first = commitOf();
    const head = await committedHead(first);
    const next = await committedHead({ ...first, expected: head, entries: [refused('two')] });
    expect(next.version).toBe(2);
    expect(await journal.head(first.streamId)).toEqual(next);
    expect(await journal.head('account#nobody')).toEqual(noHead);
    expect(await firstBreak(await all(first.streamId))).toBeUndefined();
  });

  it('refuses a stale version and changes nothing', async () => {
    const first = commitOf();
    await committedHead(first);
    const stale = { ...first, entries: [refused('other')] };
    expect(await journal.commit(stale)).toEqual({ committed: false, because: 'version' });
    const alone = { ...stale, snapshot: undefined };
    expect(await journal.commit(alone)).toEqual({ committed: false, because: 'version' });
    expect(await all(first.streamId)).toHaveLength(1);
  });

  it('refuses a commit whose snapshot alone, or whose journal alone, has moved on', async () => {
    const lost = { committed: false, because: 'version' };
    const snapshotOf = (pk: string, version: number) =>
      dynamo.client.send(
        new PutCommand({ TableName: table, Item: { pk, sk: 'SNAPSHOT', version, hash: 'other' } }),
      );
    const begun = commitOf();
    await snapshotOf(begun.streamId, 1);
    expect(await journal.commit(begun)).toEqual(lost);

    const ahead = commitOf();
    const expected = await committedHead(ahead);
    await snapshotOf(ahead.streamId, 2);
    expect(await journal.commit({ ...ahead, expected })).toEqual(lost);
    expect(await all(ahead.streamId)).toHaveLength(1);

    const behind = commitOf();
    await committedHead(behind);
    await committedHead({ ...behind, expected: await journal.head(behind.streamId) });
    await snapshotOf(behind.streamId, 1);
    const stale = { version: 1, hash: 'other' };
    expect(await journal.commit({ ...behind, expected: stale })).toEqual(lost);
    expect(await firstBreak(await all(behind.streamId))).toBeUndefined();
  });

  it('tells a duplicate from a lost race, even when both hold', async () => {
    const first = commitOf();
    const marker = { tableName: table, item: { pk: first.streamId, sk: 'IN#1' } };
    await committedHead({ ...first, marker });
    const again = { ...first, marker, entries: [refused('again')] };
    expect(await journal.commit(again)).toEqual({ committed: false, because: 'duplicate' });
  });

  it('names the write of the caller whose condition failed', async () => {
    const base = commitOf();
    const blocked: TransactItem = {
      Put: {
        TableName: table,
        Item: { pk: base.streamId, sk: 'PARKED' },
        ConditionExpression: 'attribute_exists(pk)',
      },
    };
    const free: TransactItem = {
      Put: { TableName: table, Item: { pk: base.streamId, sk: 'FREE' } },
    };
    expect(await journal.commit({ ...base, writes: [free, blocked] })).toEqual({
      committed: false,
      because: 'condition',
      write: 1,
    });
    expect(await item(base.streamId, 'FREE')).toBeUndefined();
  });

  it('lets one of two identical commits win, whether they meet or follow each other', async () => {
    const commit = commitOf();
    const outcomes = await Promise.all([journal.commit(commit), journal.commit(commit)]);
    expect(outcomes.filter(({ committed }) => committed)).toHaveLength(1);
    expect(await journal.commit(commit)).toEqual({ committed: false, because: 'version' });
    expect(await all(commit.streamId)).toHaveLength(1);
  });

  it('reads ranges, and whole streams over many pages', async () => {
    const first = commitOf();
    let head = await committedHead({ ...first, snapshot: undefined });
    const long = 'x'.repeat(40_000);
    for (let round = 0; round < 20; round += 1) {
      const entries = [refused(long), refused(long)];
      head = await committedHead({ ...first, snapshot: undefined, expected: head, entries });
    }
    const items = await all(first.streamId);
    expect(items.map(({ version }) => version)).toEqual(
      Array.from({ length: 41 }, (_, index) => index + 1),
    );
    const part = await all(first.streamId, { fromVersion: 3, toVersion: 5 });
    expect(part.map(({ version }) => version)).toEqual([3, 4, 5]);
  });

  it('shows where someone changed the past', async () => {
    const first = commitOf({ entries: [refused('a'), refused('b'), refused('c')] });
    await committedHead(first);
    await dynamo.client.send(
      new UpdateCommand({
        TableName: journalTable,
        Key: { streamId: first.streamId, version: 2 },
        UpdateExpression: 'SET effectiveOn = :day',
        ExpressionAttributeValues: { ':day': '2025-12-31' },
      }),
    );
    expect(await firstBreak(await all(first.streamId))).toBe(2);
    const items = await all(first.streamId);
    expect(await firstBreak(items.slice(1))).toBe(1);
  });

  it('stops at the limits of one transaction', async () => {
    const crowd = Array.from(
      { length: 99 },
      (_, index): TransactItem => ({
        Put: { TableName: table, Item: { pk: 'crowd', sk: String(index) } },
      }),
    );
    await expect(journal.commit(commitOf({ writes: crowd }))).rejects.toThrow(/101 actions/);
    const huge = refused('x'.repeat(70_000));
    await expect(journal.commit(commitOf({ entries: [huge] }))).rejects.toThrow(/bytes, over/);
    await expect(journal.commit(commitOf({ entries: [] }))).rejects.toThrow(/no event/);
  });

  it('throws what is neither a race nor a duplicate', async () => {
    const missing: TransactItem = {
      Put: { TableName: 'Nowhere', Item: { pk: 'a', sk: 'b' } },
    };
    await expect(journal.commit(commitOf({ writes: [missing] }))).rejects.toThrow(/not found/i);
    await dynamo.client.send(
      new PutCommand({ TableName: table, Item: { pk: 'typed', sk: 'a', count: 'text' } }),
    );
    const wrongType: TransactItem = {
      Update: {
        TableName: table,
        Key: { pk: 'typed', sk: 'a' },
        UpdateExpression: 'ADD #count :one',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':one': 1 },
      },
    };
    await expect(journal.commit(commitOf({ writes: [wrongType] }))).rejects.toThrow(/cancel/i);
  });
});
