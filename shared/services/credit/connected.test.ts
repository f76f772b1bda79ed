import { describe, expect, it } from 'vitest';
import { reception } from '../../../test/support/credit-application.ts';
import { granted } from '../../../test/support/credit-line.ts';
import { createMemoryApplications } from '../../adapters/memory/applications.ts';
import { businessDate, instant } from '../../domain/calendar.ts';
import { decideReception } from '../../domain/credit/application/decide.ts';
import type { ApplicationFact } from '../../domain/credit/application/facts.ts';
import { maxLooked, maxMembers } from '../../domain/credit/group.ts';
import { evolveAll } from '../../domain/credit/line/evolve.ts';
import type { CreditLine } from '../../domain/credit/line/types.ts';
import type { ApprovalCount } from '../../ports/applications.ts';
import type { StoredLine } from '../../ports/credit-lines.ts';
import { noHead } from '../../ports/journal.ts';
import { readConnected } from './connected.ts';
import { createStandingReader } from './standing.ts';

const on = businessDate('2026-03-02');
const cause = { causationId: 'c', correlationId: 'c' };
const terms = { limitMinor: 2_000, currency: 'USD', termsDays: 30 };
const lineId = 'other|main';

/** A member of the group of `CA-1` that asks for a line too, and what happens at each read. */
const setUp = async (names: 'group' | 'customer') => {
  const store = createMemoryApplications();
  const known = new Map<string, CreditLine>();
  const commit = async (
    applicationId: string,
    facts: readonly ApplicationFact[],
    counted: readonly ApprovalCount[] = [],
  ) => {
    const stored = await store.load(applicationId);
    return store.commit({ stored, facts, effectiveOn: on, cause, counted });
  };
  const receive = (given: Parameters<typeof reception>[0]) =>
    commit(given?.applicationId ?? 'CA-1', decideReception(reception(given), undefined));
  const open = (applicationId: string, groupId?: string) => {
    const data = { lineId, ...granted({ applicationId, customerId: 'other', limitMinor: 500 }) };
    const activated = { ...data, ...(groupId === undefined ? {} : { groupId }) };
    const facts = [{ type: 'CreditLineActivated', data: activated } as const];
    const book = evolveAll(undefined, facts, on);
    if (book !== undefined) known.set(lineId, { ...book.line, limitMinor: terms.limitMinor });
  };
  const inGroup = names === 'group' ? { groupId: 'holding' } : {};
  await receive({ applicationId: 'CA-1', groupId: 'holding' });
  await receive({
    applicationId: 'CA-2',
    customerId: 'other',
    fingerprint: '2'.repeat(64),
    ...inGroup,
  });
  if (names === 'customer') {
    open('CA-0', 'holding');
    const line = known.get(lineId);
    if (line !== undefined) known.set(lineId, { ...line, limitMinor: 1 });
  }
  const approve = async () => {
    const counted = await store.approvalCounts(['2'.repeat(64), 'GROUP#holding', 'f'.repeat(64)]);
    const data = { applicationId: 'CA-2', ...terms, by: 'policy' as const, approvals: [] };
    await commit('CA-2', [{ type: 'CreditApproved', data }], counted);
  };
  const activate = async () => {
    open('CA-2', 'holding');
    await commit('CA-2', [
      { type: 'CreditApplicationActivated', data: { applicationId: 'CA-2', lineId } },
    ]);
  };
  let reads = 0;
  let event: { readonly at: number; readonly happen: () => Promise<void> } | undefined;
  const watched = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get:
        (target, property) =>
        async (...given: readonly unknown[]): Promise<unknown> => {
          reads += 1;
          if (event?.at === reads) await event.happen();
          return (Reflect.get(target, property) as (...of: unknown[]) => unknown)(...given);
        },
    });
  const lines = {
    load: async (id: string) => {
      const line = known.get(id);
      return line && { line, head: noHead, accounts: {} };
    },
    members: async (groupId: string) =>
      [...known.values()].filter((line) => line.groupId === groupId).map((line) => line.lineId),
    group: async (groupId: string) => ({ groupId, limitMinor: 1, currency: 'USD' }),
  };
  const standingOf = createStandingReader({
    applications: watched(store),
    lines: watched(lines),
    rateOf: async () => undefined,
  });
  /** How much counts along when something happens just before a read, and whether it may commit. */
  const look = async (at: number, happen: () => Promise<void>) => {
    reads = 0;
    event = { at, happen };
    const stored = await store.load('CA-1');
    if (stored === undefined) throw new Error('nothing was received');
    const { standing, counted } = await standingOf(stored.state, { currency: 'USD', on });
    const [other] = standing.otherLimits;
    const data = { applicationId: 'CA-1', ...terms, by: 'policy' as const, approvals: [] };
    const outcome = await commit('CA-1', [{ type: 'CreditApproved', data }], counted);
    const isOver = reads < at;
    return { sees: other?.limitMinor ?? 0, conflicts: outcome === 'conflict', isOver };
  };
  return { approve, activate, look };
};

describe.each(['group', 'customer'] as const)('what others were promised, found by %s', (names) => {
  it('is seen at whatever read of the standing it becomes a line', async () => {
    for (let at = 1; ; at += 1) {
      const { approve, activate, look } = await setUp(names);
      await approve();
      const { sees, isOver } = await look(at, activate);
      expect(sees, `at read ${at}`).toBe(terms.limitMinor);
      if (isOver) break;
    }
  });

  it('is seen, or fails the commit, at whatever read of the standing it is promised', async () => {
    const ends = new Set<string>();
    for (let at = 1; ; at += 1) {
      const { approve, look } = await setUp(names);
      const { sees, conflicts, isOver } = await look(at, approve);
      if (isOver) break;
      expect(sees === terms.limitMinor || conflicts, `at read ${at}`).toBe(true);
      ends.add(conflicts ? 'conflict' : 'seen');
    }
    expect(ends).toEqual(new Set(['seen', 'conflict']));
  });
});

describe('lines that are over', () => {
  const account = (openMinor: number) => ({
    accountId: 'a|main|USD',
    version: 1,
    unappliedMinor: 0,
    openMinor,
  });
  const over: Partial<StoredLine> = {};
  const owing: Partial<StoredLine> = { accounts: { 'a|main|USD': account(1) } };
  const settled: Partial<StoredLine> = { accounts: { 'a|main|USD': account(0) } };
  const forgotten: Partial<StoredLine> = { lossesFrom: instant('2026-03-02T09:00:00.000Z') };

  /** A group with so many lines in force and closed ones of that kind. */
  const look = async (
    active: number,
    closed: number,
    kind: Partial<StoredLine>,
    reservedCount = 0,
  ) => {
    const store = createMemoryApplications();
    const facts = decideReception(reception({ groupId: 'holding' }), undefined);
    const stored = await store.commit({ stored: undefined, facts, effectiveOn: on, cause });
    if (stored === 'conflict') throw new Error('nothing was received');
    const ids = Array.from(
      { length: active + closed },
      (_, index) => `m${String(index).padStart(4, '0')}`,
    );
    let loads = 0;
    const lines = {
      load: async (id: string): Promise<StoredLine> => {
        loads += 1;
        const isClosed = ids.indexOf(id) < closed;
        const data = { lineId: id, ...granted({ customerId: id }) };
        const book = evolveAll(undefined, [{ type: 'CreditLineActivated', data }], on);
        if (book === undefined) throw new Error('a line begins with a fact');
        const status = isClosed ? ('closed' as const) : ('active' as const);
        const line = { ...book.line, status, reservedCount: isClosed ? reservedCount : 0 };
        return { line, head: noHead, accounts: {}, ...(isClosed ? kind : {}) };
      },
      members: async (_: string, limit: number) => ids.slice(0, limit),
    };
    const { tooMany } = await readConnected(
      { applications: store, lines },
      stored.state,
      undefined,
    );
    return { tooMany, loads };
  };

  it('take no place among those that count, whatever they were called', async () => {
    const most = maxMembers - 1;
    expect(await look(most, 0, over)).toMatchObject({ tooMany: false });
    expect(await look(most + 1, 0, over)).toMatchObject({ tooMany: true });
    for (const kind of [over, settled]) {
      expect(await look(most, maxMembers, kind)).toMatchObject({ tooMany: false });
    }
    expect(await look(most + 1, maxMembers, over)).toMatchObject({ tooMany: true });
  });

  it('are not those that owe, hold orders, or may owe', async () => {
    const most = maxMembers - 1;
    for (const kind of [owing, forgotten]) {
      expect(await look(most, 1, kind)).toMatchObject({ tooMany: true });
      expect(await look(most - 1, 1, kind)).toMatchObject({ tooMany: false });
    }
    expect(await look(most, 1, over, 1)).toMatchObject({ tooMany: true });
  });

  it('are read as far as a look goes, and no further', async () => {
    expect(await look(1, maxLooked - 2, over)).toEqual({ tooMany: false, loads: maxLooked - 1 });
    expect(await look(1, 10 * maxLooked, over)).toEqual({ tooMany: true, loads: 0 });
  });
});
