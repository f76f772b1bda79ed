import { describe, expect, it } from 'vitest';
import { createWorld } from '../support/collection-world.ts';
import { item, viewOf } from '../support/collections.ts';

describe('an invoice paid on time after one reminder', () => {
  it('takes eight transitions, and further signals take none', async () => {
    const world = createWorld();
    world.at('2026-01-02T06:00:00Z', { items: [item('2026-01-21')] });
    world.at('2026-01-17T07:00:00Z', { items: [item('2026-01-21')] });
    world.at('2026-01-20T07:00:00Z', { items: [] });
    await world.runTo('2026-02-10T00:00:00Z');
    expect(world.story()).toEqual([
      '2026-01-15 CaseOpened',
      '2026-01-16 CaseStageEntered preventive',
      '2026-01-16 StepPerformed remind-before-due',
      '2026-01-20 CaseClosed settled',
    ]);
    expect(world.bench.entered).toHaveLength(8);
    expect(world.executions().map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(world.sent.map(({ invoices }) => invoices)).toEqual([['INV-2026-01-21']]);
  });

  it('opens at once when it comes within the lead', async () => {
    const world = createWorld();
    world.at('2026-01-05T06:00:00Z', { items: [item('2026-01-07')] });
    await world.runTo('2026-01-06T00:00:00Z');
    expect(world.story()).toEqual([
      '2026-01-05 CaseOpened',
      '2026-01-05 CaseStageEntered preventive',
      '2026-01-05 StepPerformed remind-before-due',
    ]);
  });
});

describe('an invoice that nobody pays', () => {
  it('goes through all stages by the calendar, and the machine then waits for news', async () => {
    const world = createWorld({ thresholds: { USD: 5_000 } });
    world.at('2026-01-02T06:00:00Z', { items: [item('2026-01-21')] });
    await world.runTo('2026-07-01T00:00:00Z');
    expect(world.story()).toEqual([
      '2026-01-15 CaseOpened',
      '2026-01-16 CaseStageEntered preventive',
      '2026-01-16 StepPerformed remind-before-due',
      '2026-01-22 OverdueThresholdExceeded',
      '2026-01-22 CaseStageEntered administrative',
      '2026-01-22 StepPerformed notify-overdue',
      '2026-01-26 StepPerformed text-overdue',
      '2026-02-02 StepPerformed remind-overdue',
      '2026-02-05 TaskOpened administrative',
      '2026-02-05 StepPerformed call-debtor',
      '2026-02-20 CaseStageEntered extrajudicial',
      '2026-02-20 StepPerformed demand-payment',
      '2026-03-09 TaskOpened extrajudicial',
      '2026-03-09 StepPerformed review-case',
      '2026-04-21 CaseStageEntered judicial',
      '2026-04-21 TaskOpened judicial',
      '2026-04-21 StepPerformed hand-off-to-legal',
    ]);
    // Three for each of the eight steps' loops but the first state of the last, which waits.
    expect(world.bench.entered).toHaveLength(8 * 4 + 3);
    expect(world.executions().map(({ current }) => current)).toEqual([['AwaitNews']]);
  });

  it('is settled out of any stage at once', async () => {
    const world = createWorld();
    world.at('2026-01-02T06:00:00Z', { items: [item('2026-01-21')] });
    world.at('2026-06-02T07:00:00Z', { items: [] });
    await world.runTo('2026-06-02T07:00:01Z');
    expect(world.story().at(-1)).toBe('2026-06-02 CaseClosed settled');
    expect(world.executions().map(({ status }) => status)).toEqual(['SUCCEEDED']);
  });
});

describe('a case first seen late', () => {
  it('begins with one notice and spends a week in each stage', async () => {
    const world = createWorld();
    world.at('2026-01-05T06:00:00Z', { items: [item('2025-08-01')] });
    await world.runTo('2026-02-01T00:00:00Z');
    expect(world.story()).toEqual([
      '2026-01-05 CaseOpened',
      '2026-01-05 CaseStageEntered administrative',
      '2026-01-05 StepPerformed remind-overdue',
      '2026-01-05 TaskOpened administrative',
      '2026-01-05 StepPerformed call-debtor',
      '2026-01-12 CaseStageEntered extrajudicial',
      '2026-01-12 StepPerformed demand-payment',
      '2026-01-12 TaskOpened extrajudicial',
      '2026-01-12 StepPerformed review-case',
      '2026-01-19 CaseStageEntered judicial',
      '2026-01-19 TaskOpened judicial',
      '2026-01-19 StepPerformed hand-off-to-legal',
    ]);
  });
});

describe('payments on the way', () => {
  const old = item('2026-01-05');
  const young = item('2026-02-09');

  it('a part payment changes nothing but the amount', async () => {
    const world = createWorld();
    world.at('2026-01-02T06:00:00Z', { items: [old] });
    world.at('2026-01-20T07:00:00Z', { items: [{ ...old, openMinor: 1 }] });
    await world.runTo('2026-02-05T00:00:00Z');
    expect(world.story().filter((line) => line > '2026-01-20')).toEqual([
      '2026-01-20 TaskOpened administrative',
      '2026-01-20 StepPerformed call-debtor',
      '2026-02-04 CaseStageEntered extrajudicial',
      '2026-02-04 StepPerformed demand-payment',
    ]);
  });

  it('paying the oldest moves the case back, and the younger gets notices of its own', async () => {
    const world = createWorld();
    world.at('2026-01-02T06:00:00Z', { items: [old, young] });
    world.at('2026-02-12T07:00:00Z', { items: [young] });
    await world.runTo('2026-02-18T00:00:00Z');
    expect(world.story().filter((line) => line > '2026-02-05')).toEqual([
      '2026-02-12 CaseDeescalated administrative',
      '2026-02-12 StepPerformed notify-overdue',
      '2026-02-16 StepPerformed text-overdue',
    ]);
  });

  it('cash that waits on the account ends the chase, whatever it is allocated to', async () => {
    const world = createWorld();
    world.at('2026-01-02T06:00:00Z', { items: [old] });
    world.at('2026-01-08T07:00:00Z', { unappliedMinor: 10_000 });
    await world.runTo('2026-03-01T00:00:00Z');
    expect(world.story().at(-1)).toBe('2026-01-08 CaseClosed settled');
  });

  it('a returned payment opens a second effort that announces nothing twice', async () => {
    const world = createWorld();
    world.at('2026-01-02T06:00:00Z', { items: [item('2026-01-21')] });
    world.at('2026-01-19T07:00:00Z', { items: [] });
    world.at('2026-01-20T07:00:00Z', { items: [item('2026-01-21')] });
    await world.runTo('2026-01-23T00:00:00Z');
    expect(world.story()).toEqual([
      '2026-01-15 CaseOpened',
      '2026-01-16 CaseStageEntered preventive',
      '2026-01-16 StepPerformed remind-before-due',
      '2026-01-19 CaseClosed settled',
      '2026-01-20 CaseOpened',
      '2026-01-22 CaseStageEntered administrative',
      '2026-01-22 StepPerformed notify-overdue',
    ]);
    expect(new Set(world.sent.map(({ caseId }) => caseId)).size).toBe(2);
  });

  it('an invoice that falls due earlier than what is waited for wakes the machine', async () => {
    const world = createWorld();
    world.at('2026-01-02T06:00:00Z', { items: [item('2026-01-26', { invoiceNumber: 'late' })] });
    world.at('2026-01-20T23:00:00Z', {
      items: [
        item('2026-01-21', { invoiceNumber: 'early' }),
        item('2026-01-26', { invoiceNumber: 'late' }),
      ],
    });
    await world.runTo('2026-01-21T20:00:00Z');
    expect(world.sent.map(({ at, invoices }) => [at.slice(0, 10), ...invoices])).toEqual([
      ['2026-01-21', 'early', 'late'],
    ]);
    expect(world.sent[0]?.anchorOn).toBe('2026-01-21');
  });
});

const start = (options: Parameters<typeof createWorld>[0]) => {
  const world = createWorld(options);
  world.at('2026-01-05T06:00:00Z', { items: [item('2026-01-05')] });
  return world;
};

describe('messages that do not go through', () => {
  it('a throttled provider defers the step, which then is sent once', async () => {
    const world = start({ provider: (nth) => (nth === 0 ? 'throttled' : 'sent') });
    await world.runTo('2026-01-08T00:00:00Z');
    expect(world.story().slice(1, 4)).toEqual([
      '2026-01-05 StepDeferred remind-before-due',
      '2026-01-05 CaseStageEntered preventive',
      '2026-01-05 StepPerformed remind-before-due',
    ]);
    const performed = world.journal.find(({ fact }) => fact.type === 'StepPerformed');
    expect(performed?.fact.data).toMatchObject({ outcome: 'sent' });
  });

  it('an attempt without an outcome is settled although it was paid meanwhile', async () => {
    const world = start({
      provider: () => {
        world.bench.at(world.bench.elapsed() / 1000 + 300, () => world.ledgerMoves({ items: [] }));
        return 'lost';
      },
    });
    await world.runTo('2026-01-06T00:00:00Z');
    expect([...world.attempts.values()].map(({ outcome }) => outcome)).toEqual(['unknown']);
    expect(world.story()).toEqual(['2026-01-05 CaseOpened', '2026-01-05 CaseClosed settled']);
    expect(world.executions().map(({ status }) => status)).toEqual(['SUCCEEDED']);
  });

  it('a step whose outcome nobody knows is recorded as such after an hour, never sent again', async () => {
    const world = start({ provider: () => 'lost' });
    await world.runTo('2026-01-06T00:00:00Z');
    expect(world.sent).toHaveLength(1);
    const outcome = world.journal.find(({ fact }) => fact.type === 'StepPerformed');
    expect(outcome?.fact.data).toMatchObject({ outcome: 'unknown', step: 'remind-before-due' });
  });

  it('a refused step is recorded with its rule, and the next one goes on', async () => {
    const world = start({ view: viewOf({ channels: ['email'] }) });
    await world.runTo('2026-01-16T20:00:00Z');
    const text = world.journal.find(
      ({ fact }) => fact.type === 'StepPerformed' && fact.data.step === 'text-overdue',
    );
    expect(text?.fact.data).toMatchObject({ outcome: 'refused', reason: 'no-address' });
    expect(world.sent.at(-1)?.step).toBe('remind-overdue');
  });

  it('a rejected message is recorded as failed', async () => {
    const world = start({ provider: () => 'rejected' });
    await world.runTo('2026-01-06T00:00:00Z');
    const outcome = world.journal.find(({ fact }) => fact.type === 'StepPerformed');
    expect(outcome?.fact.data).toMatchObject({ outcome: 'failed', reason: 'no' });
  });
});

describe('a planner whose clock is half an hour ahead of the performer', () => {
  it('asks five times in between instead of once a second, and sends at the right moment', async () => {
    const asked = async (plannerAheadSeconds: number) => {
      const world = createWorld({ plannerAheadSeconds });
      world.at('2026-01-02T06:00:00Z', { items: [item('2026-01-21')] });
      await world.runTo('2026-01-17T00:00:00Z');
      const states = world.bench.entered.map((entry) => entry.split('/')[1]);
      const times = states.filter((state) => state === 'PerformPreventiveStep').length;
      return { times, sent: world.sent.map(({ at }) => Date.parse(at)) };
    };
    const [right, wrong] = [await asked(0), await asked(1800)];
    expect([right.times, wrong.times]).toEqual([1, 6]);
    expect(right.sent).toHaveLength(1);
    const late = (wrong.sent[0] ?? 0) - (right.sent[0] ?? 0);
    expect(wrong.sent).toHaveLength(1);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(900_000);
  });
});
