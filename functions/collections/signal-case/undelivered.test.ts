import { describe, expect, it } from 'vitest';
import { businessDate } from '../../../shared/domain/calendar.ts';
import {
  caseId,
  ledgerEvent,
  messageOf,
  setUp,
  types,
} from '../../../test/support/case-signals.ts';
import { accountId, at, item } from '../../../test/support/collections.ts';

describe('a message that reached nobody', () => {
  const settings = {
    strategy: { name: 'default', version: 2 },
    strategyByRisk: {},
    contactRules: { name: 'default', version: 1 },
    overdueThresholdMinor: { default: 100_000_000, byCurrency: {} },
  };
  const key = { step: 'notify-overdue', anchorOn: '2026-06-09' };
  const told = (type: string, over: object = {}) => {
    const { detail } = ledgerEvent();
    const message = { caseId, ...key, channel: 'email', reason: 'General', ...over };
    const data = { ...detail.data, ...message };
    return messageOf({ 'detail-type': type, detail: { ...detail, data } }, JSON.stringify(over));
  };
  const bounced = (over: object = {}) =>
    told('ContactBounced', { bounceType: 'permanent', ...over });

  /** A late case whose first notice was sent, and whose machine sleeps until the next. */
  const notified = async () => {
    const world = setUp([item('2026-06-09')], { settings });
    world.clock.now = at('2026-06-10T17:00:00Z');
    await world.signal();
    const stored = await world.cases.load(accountId);
    if (stored === undefined) throw new Error('the case was opened');
    const data = {
      caseId,
      accountId,
      ...key,
      stage: 'administrative',
      action: 'message',
    } as const;
    const fact = { type: 'StepPerformed', data: { ...data, outcome: 'sent' } } as const;
    const effectiveOn = businessDate('2026-06-10');
    const cause = { causationId: 'x', correlationId: 'x' };
    const sent = await world.cases.commit({ stored, facts: [fact], effectiveOn, cause });
    const version = sent === 'conflict' ? 0 : sent.revision;
    world.arm(caseId, { token: 'token', version, dueAt: '2026-06-15T10:00:00.000Z' });
    world.calls.length = 0;
    return world;
  };

  it('wakes the machine, because its step is due on another channel, and is told once', async () => {
    const world = await notified();
    expect(await world.signal([bounced(), bounced({ reason: 'again' })])).toEqual([]);
    await world.signal([bounced()]);
    expect(types(world).slice(2)).toEqual(['StepUndelivered']);
    expect(world.journal.at(-1)?.fact.data).toMatchObject({ ...key, channel: 'email' });
    expect(world.calls).toEqual(['wake token', 'wake token']);
  });

  it('is noted before the fallback itself is recorded, and wakes nobody for it', async () => {
    const world = await notified();
    await world.signal([bounced({ channel: 'sms' })]);
    expect(types(world).slice(2)).toEqual(['StepUndelivered']);
    expect(world.journal.at(-1)?.fact.data).toMatchObject({ channel: 'sms', fallback: true });
    expect(world.calls).toEqual([]);
  });

  it('tells of the very message that came back', async () => {
    const world = await notified();
    await world.signal([bounced({ again: 2 })]);
    expect(world.journal.at(-1)?.fact.data).toMatchObject({ ...key, again: 2 });
    expect((await world.cases.load(accountId))?.state.notices).toHaveLength(1);
    await world.signal([bounced()]);
    expect((await world.cases.load(accountId))?.state.notices).toEqual([]);
  });

  it('is told by a rejection, too', async () => {
    const world = await notified();
    await world.signal([told('ContactFailed', { error: 'Rejected: Bad content', final: true })]);
    expect(world.journal.at(-1)?.fact).toMatchObject({
      type: 'StepUndelivered',
      data: { reason: 'Rejected: Bad content' },
    });
  });

  it.each([
    ['may have arrived', () => bounced({ bounceType: 'transient' })],
    [
      'is refused by its recipient',
      () => told('ContactFailed', { error: 'opted out', final: true, optedOut: true }),
    ],
    ['is tried again', () => told('ContactFailed', { error: 'Throttling', final: false })],
    ['was of another effort', () => bounced({ caseId: `${accountId}|7` })],
    ['was of no channel of the step', () => bounced({ channel: 'letter' })],
  ])('changes nothing when it %s', async (_, signal) => {
    const world = await notified();
    expect(await world.signal([signal()])).toEqual([]);
    expect(types(world).slice(2)).toEqual([]);
    expect(world.calls).toEqual([]);
  });

  describe('while its case is closed', () => {
    /** Paid in full after the first notice; what `reopen` lays open again is the same debt. */
    const paid = async () => {
      const world = await notified();
      const { items } = world.ledger;
      world.ledger.items = [];
      await world.signal();
      expect(types(world).at(-1)).toBe('CaseClosed');
      world.calls.length = 0;
      const reopen = async () => {
        world.ledger.items = items;
        await world.signal();
        expect(types(world).at(-1)).toBe('CaseOpened');
        return (await world.cases.load(accountId))?.state;
      };
      return { ...world, reopen };
    };

    it('is noted once, and wakes nobody', async () => {
      const world = await paid();
      expect(await world.signal([bounced()])).toEqual([]);
      await world.signal([bounced()]);
      expect(types(world).slice(3)).toEqual(['StepUndelivered']);
      expect(await world.cases.load(accountId)).toMatchObject({
        endDelivered: true,
        state: { status: 'closed', notices: [] },
      });
      expect(world.calls.filter((call) => !call.startsWith('settle'))).toEqual([]);
    });

    it('gave no notice to the next case of the same debt, which falls back', async () => {
      const world = await paid();
      expect((await world.reopen())?.notices).toHaveLength(1);
      const missed = await paid();
      await missed.signal([bounced()]);
      expect(await missed.reopen()).toMatchObject({
        notices: [],
        performed: ['notify-overdue@2026-06-09'],
        undelivered: ['notify-overdue@2026-06-09'],
      });
    });

    it('is noted with the signal that opens the next case', async () => {
      const world = await paid();
      world.ledger.items = [item('2026-06-09')];
      await world.signal([bounced()]);
      expect(types(world).slice(3)).toEqual(['StepUndelivered', 'CaseOpened']);
      expect((await world.cases.load(accountId))?.state.notices).toEqual([]);
    });
  });
});
