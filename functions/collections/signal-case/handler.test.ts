import { describe, expect, it } from 'vitest';
import { businessDate } from '../../../shared/domain/calendar.ts';
import type { StoredLine } from '../../../shared/ports/credit-lines.ts';
import {
  caseId,
  invoicePosted,
  ledgerEvent,
  log,
  messageOf,
  setUp,
  types,
} from '../../../test/support/case-signals.ts';
import { accountId, day, item } from '../../../test/support/collections.ts';
import { createHandler } from './handler.ts';

/** An open case whose machine sleeps until then. */
const asleep = async (dueAt: string) => {
  const world = setUp([item('2026-06-15')]);
  await world.signal();
  world.arm(caseId, { token: 'token', version: 1, dueAt });
  world.calls.length = 0;
  return world;
};

describe('signal-case', () => {
  it('opens a case for what is due within the horizon, and starts its machine', async () => {
    const world = setUp([item('2026-06-16')]);
    expect(await world.signal()).toEqual([]);
    expect(world.journal).toMatchObject([
      {
        streamId: `case#${caseId}`,
        effectiveOn: '2026-06-10',
        cause: { causationId: `account#${accountId}#1`, correlationId: 'flow' },
        fact: { type: 'CaseOpened', data: { caseId, partyId: 'acme', announced: {} } },
      },
    ]);
    expect(world.calls).toEqual(['start case']);
  });

  it('starts a case again and wakes it when its party is contacted for real', async () => {
    const world = setUp([item('2026-04-15')], { sending: 'shadow' });
    await world.signal();
    const stored = await world.cases.load(accountId);
    if (stored === undefined) throw new Error('no case');
    const data = {
      caseId,
      accountId,
      stage: 'judicial',
      step: 'hand-off-to-legal',
      anchorOn: '2026-04-15',
      action: 'task',
      outcome: 'task-opened',
      mode: 'shadow',
    } as const;
    await world.cases.commit({
      stored,
      facts: [{ type: 'StepPerformed', data }],
      effectiveOn: day('2026-06-09'),
      cause: { causationId: 'step', correlationId: 'case' },
    });
    await world.signal();
    expect(types(world).at(-1)).toBe('StepPerformed');
    const version = (await world.cases.load(accountId))?.revision ?? 0;
    world.arm(caseId, { token: 'token', version, dueAt: '2027-03-01T00:00:00.000Z' });
    world.calls.length = 0;
    const live = createHandler({ ...world.deps, sending: 'live' });
    expect(await live([messageOf(ledgerEvent())], log)).toEqual([]);
    expect(types(world).at(-1)).toBe('CaseRestarted');
    expect(world.calls).toEqual(['wake token']);
  });

  it('leaves what is due later to the sweep of a later day', async () => {
    const world = setUp([item('2026-06-17')]);
    await world.signal();
    expect([world.journal, world.calls]).toEqual([[], []]);
  });

  it('does not even look at the account for a new invoice beyond the horizon', async () => {
    const world = setUp([item('2026-06-12')]);
    expect(await world.signal([invoicePosted('2026-07-17', '2026-06-17')])).toEqual([]);
    expect(world.ledger.reads).toBe(0);
    await world.signal([invoicePosted('2026-07-17', '2026-06-16')]);
    expect(types(world)).toEqual(['CaseOpened']);
  });

  it('opens a case for what was brought along when its day is near, however old it is', async () => {
    const broughtAlong = (chaseFrom: string) => {
      const { detail, ...event } = JSON.parse(invoicePosted('2025-01-31').body);
      const data = { ...detail.data, openingBalance: { on: '2026-05-31', chaseFrom } };
      return messageOf({ ...event, detail: { ...detail, data } });
    };
    const far = setUp([item('2025-01-31', { chaseFrom: businessDate('2026-06-17') })]);
    expect(await far.signal([broughtAlong('2026-06-17')])).toEqual([]);
    expect(far.ledger.reads).toBe(0);
    await far.signal();
    expect(types(far)).toEqual([]);
    const near = setUp([item('2025-01-31', { chaseFrom: businessDate('2026-06-16') })]);
    await near.signal([broughtAlong('2026-06-16')]);
    expect(types(near)).toEqual(['CaseOpened']);
  });

  it('opens a case for a customer that nobody registered under the id of the customer', async () => {
    const world = setUp([item('2026-06-12')], { parties: { ofCustomer: async () => undefined } });
    await world.signal();
    expect(world.journal[0]?.fact.data).toMatchObject({ partyId: 'acme' });
  });

  it('looks once at an account that a batch names several times', async () => {
    const world = setUp([item('2026-06-12')]);
    const sweep = { accountId, dueThrough: '2026-06-16' };
    const batch = [
      messageOf(ledgerEvent('account#1'), 'm1'),
      messageOf(sweep, 'm2'),
      messageOf(ledgerEvent('account#2'), 'm3'),
    ];
    expect(await world.signal(batch)).toEqual([]);
    expect(world.ledger.reads).toBe(1);
    expect(world.journal[0]?.cause.causationId).toBe('account#2');
  });

  it('gives back what it does not understand, and does the rest', async () => {
    const world = setUp([item('2026-06-12')]);
    const broken = { ...messageOf({}), messageId: 'bad', body: '{' };
    const odd = messageOf({ accountId: 'no account' }, 'odd');
    expect(await world.signal([broken, odd, messageOf(ledgerEvent())])).toEqual(['bad', 'odd']);
    expect(types(world)).toEqual(['CaseOpened']);
  });

  it('gives back all messages of an account that fails', async () => {
    const world = setUp([item('2026-06-12')], {
      waits: { read: async () => undefined, signal: () => Promise.reject(new Error('down')) },
    });
    await world.signal();
    const batch = [messageOf(ledgerEvent(), 'm1'), messageOf(ledgerEvent(), 'm2')];
    expect(await world.signal(batch)).toEqual(['m1', 'm2']);
  });

  describe('a machine that sleeps', () => {
    it('is left alone, without a write, when the act is not due earlier', async () => {
      const world = await asleep('2026-06-10T10:00:00.000Z');
      world.ledger.items = [item('2026-06-15'), item('2026-06-16')];
      const before = await world.cases.load(accountId);
      await world.signal();
      expect(world.calls).toEqual([]);
      expect(await world.cases.load(accountId)).toEqual(before);
      expect(await world.waits.read(caseId)).not.toHaveProperty('signalVersion');
    });

    it('is woken when the act is due earlier, and again if that was not seen through', async () => {
      const world = await asleep('2026-06-25T10:00:00.000Z');
      await world.signal();
      expect(world.calls).toEqual(['wake token']);
      await world.signal();
      expect(world.calls).toEqual(['wake token', 'wake token']);
    });

    it('is ended when nothing is owed', async () => {
      const world = await asleep('2026-06-25T10:00:00.000Z');
      world.ledger.items = [];
      await world.signal();
      expect(types(world)).toEqual(['CaseOpened', 'CaseClosed']);
      expect(world.calls).toEqual(['settle token']);
      await world.signal();
      expect(world.calls).toEqual(['settle token']);
    });

    it('is told before a next case opens, although the first telling crashed', async () => {
      const world = await asleep('2026-06-25T10:00:00.000Z');
      world.ledger.items = [];
      const down = createHandler({
        ...world.deps,
        machine: { ...world.deps.machine, settle: () => Promise.reject(new Error('down')) },
      });
      expect(await down([messageOf(ledgerEvent())], log)).toEqual(['m1']);
      world.ledger.items = [item('2026-06-08')];
      await world.signal();
      expect(world.calls).toEqual(['settle token', 'start case']);
      expect(types(world)).toEqual(['CaseOpened', 'CaseClosed', 'CaseOpened']);
    });
  });

  it('refuses the wait of a machine that planned before the signal', async () => {
    const world = setUp([item('2026-06-15')]);
    await world.signal();
    const planned = await world.cases.load(accountId);
    world.ledger.items = [item('2026-06-12')];
    await world.signal();
    const stale = {
      token: 'token',
      version: planned?.revision ?? 0,
      dueAt: '2026-06-25T10:00:00Z',
    };
    expect(world.arm(caseId, stale)).toBe(false);
    const fresh = await world.cases.load(accountId);
    expect(world.arm(caseId, { ...stale, version: fresh?.revision ?? 0 })).toBe(true);
  });

  it('starts the machine of a case whose start was lost in a crash', async () => {
    const world = setUp([item('2026-06-15')]);
    const down = createHandler({
      ...world.deps,
      machine: { ...world.deps.machine, start: () => Promise.reject(new Error('down')) },
    });
    expect(await down([messageOf(ledgerEvent())], log)).toEqual(['m1']);
    await world.signal();
    expect(types(world)).toEqual(['CaseOpened']);
    expect(world.calls).toEqual(['start case']);
  });

  it('reads again when another writer was faster, and gives up for now after five times', async () => {
    const world = setUp([item('2026-06-15')]);
    const races = { left: 2 };
    const contended = createHandler({
      ...world.deps,
      cases: {
        ...world.cases,
        commit: async (commit) => {
          races.left -= 1;
          return races.left >= 0 ? 'conflict' : world.cases.commit(commit);
        },
      },
    });
    expect(await contended([messageOf(ledgerEvent())], log)).toEqual([]);
    expect(types(world)).toEqual(['CaseOpened']);
    races.left = 99;
    world.ledger.items = [];
    expect(await contended([messageOf(ledgerEvent())], log)).toEqual(['m1']);
  });

  describe('of a customer with a line of credit', () => {
    const stored = (riskClass: 'low' | 'high', status: 'active' | 'closed' = 'active') =>
      ({
        line: { riskClass, grade: 'C1', termsDays: 30, status },
      }) as unknown as StoredLine;
    const opened = async (line: StoredLine | undefined) => {
      const asked: string[] = [];
      const load = async (lineId: string) => {
        asked.push(lineId);
        return line;
      };
      const world = setUp([item('2026-06-16')], {
        creditLines: { load },
        settings: { ...settings, strategyByRisk: { high: { name: 'firm', version: 1 } } },
      });
      await world.signal();
      return { asked, data: world.journal[0]?.fact.data };
    };
    const settings = {
      strategy: { name: 'default', version: 2 },
      contactRules: { name: 'default', version: 1 },
      overdueThresholdMinor: { default: 100_000_000, byCurrency: {} },
    };

    it('follows the strategy of its risk class, whether the line is open or closed', async () => {
      for (const status of ['active', 'closed'] as const) {
        expect(await opened(stored('high', status))).toMatchObject({
          asked: [accountId.slice(0, -'|USD'.length)],
          data: {
            strategy: 'firm',
            strategyVersion: 1,
            credit: { riskClass: 'high', grade: 'C1', termsDays: 30 },
          },
        });
      }
    });

    it('follows the strategy of everybody when its class has none of its own', async () => {
      expect((await opened(stored('low'))).data).toMatchObject({
        strategy: 'default',
        strategyVersion: 2,
        credit: { riskClass: 'low' },
      });
      expect((await opened(undefined)).data).not.toHaveProperty('credit');
    });

    it('is not read for an account that needs no case', async () => {
      const world = setUp([item('2026-12-16')], {
        creditLines: { load: () => Promise.reject(new Error('not needed')) },
      });
      expect(await world.signal()).toEqual([]);
    });
  });

  it('tells once that too much is overdue', async () => {
    const world = setUp([item('2026-06-05'), item('2026-06-12')], {
      settings: {
        strategy: { name: 'default', version: 1 },
        strategyByRisk: {},
        contactRules: { name: 'default', version: 1 },
        overdueThresholdMinor: { default: 5_000, byCurrency: {} },
      },
    });
    await world.signal();
    await world.signal();
    await world.signal();
    expect(types(world)).toEqual(['CaseOpened', 'OverdueThresholdExceeded']);
  });

  describe('a case that a person closed', () => {
    const by = { actId: 'a-1', actor: 'arn:aws:iam::111122223333:user/ana', reason: 'ticket 7' };
    const closed = async () => {
      const world = setUp([item('2026-06-05', { invoiceNumber: 'F1' })]);
      await world.signal();
      const stored = await world.cases.load(accountId);
      if (stored === undefined) throw new Error('no case');
      const letGo = [{ invoiceNumber: 'F1', instalment: 1 }];
      const reason = 'closed-by-person' as const;
      const data = { caseId, accountId, reason, letGo, act: by };
      const cause = { causationId: 'act:a-1', correlationId: 'act:a-1' };
      const effectiveOn = day('2026-06-10');
      const facts = [{ type: 'CaseClosed', data } as const];
      const after = await world.cases.commit({ stored, facts, effectiveOn, cause });
      if (after === 'conflict') throw new Error('nobody else is here');
      world.arm(caseId, { token: 'token', version: 1, dueAt: '2026-06-12T10:00:00.000Z' });
      world.calls.length = 0;
      return { world, after, cause, effectiveOn };
    };

    it('ends its machine and opens none again for what it was closed over', async () => {
      const { world } = await closed();
      await world.signal();
      await world.signal();
      expect(world.calls).toEqual(['settle token']);
      expect(types(world)).toEqual(['CaseOpened', 'CaseClosed']);
    });

    it('is followed by another when something else is owed', async () => {
      const { world } = await closed();
      await world.signal();
      world.ledger.items.push(item('2026-06-11', { invoiceNumber: 'F2' }));
      await world.signal();
      expect(types(world)).toEqual(['CaseOpened', 'CaseClosed', 'CaseOpened']);
    });

    it('is followed by another when the close is taken back', async () => {
      const { world, after, cause, effectiveOn } = await closed();
      const data = { caseId, accountId, from: 'close', act: by } as const;
      const facts = [{ type: 'CaseReleased', data } as const];
      await world.cases.commit({ stored: after, facts, effectiveOn, cause });
      await world.signal();
      expect(types(world).slice(2)).toEqual(['CaseReleased', 'CaseOpened']);
    });
  });
});
