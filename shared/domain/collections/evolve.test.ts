import { describe, expect, it } from 'vitest';
import type { DomainFact } from '../../../events/catalogue.ts';
import { at, day, newCase } from '../../../test/support/collections.ts';
import { InvariantError } from '../errors.ts';
import { evolve, evolveAll } from './evolve.ts';
import type { CaseState } from './types.ts';

const ids = { caseId: 'acme|main|USD|1', accountId: 'acme|main|USD' };
const act = { actId: 'a-1', actor: 'ana', reason: 'ticket' };
const on = day('2026-06-20');
const caseAfter = (
  state: CaseState,
  type: string,
  data: object = {},
  effectiveOn = on,
): CaseState => evolve(state, { type, data: { ...ids, ...data } } as DomainFact, effectiveOn);
const step = (over: object = {}) => ({
  stage: 'administrative',
  step: 'call',
  anchorOn: '2026-06-01',
  action: 'task',
  outcome: 'task-opened',
  ...over,
});
const task = (taskId: string) => ({ taskId, role: 'collector', dueOn: '2026-06-22' });

describe('a case', () => {
  it('begins with being opened', () => {
    expect(() => evolve(undefined, { type: 'CaseHeld' } as DomainFact, on)).toThrow(
      'CaseHeld before CaseOpened',
    );
    expect(() => caseAfter(newCase(), 'PartyRegistered')).toThrow(InvariantError);
    expect(() => caseAfter(newCase(), 'PartyRegistered')).toThrow(
      'PartyRegistered is no event of a case',
    );
  });

  it('is opened with what the effort before left', () => {
    const opened = {
      ...ids,
      partyId: 'acme',
      sequence: 2,
      strategy: 'default',
      strategyVersion: 1,
      announced: { remind: '2026-06-18' },
      performed: ['notify@2026-05-01'],
    };
    const base = {
      ...ids,
      partyId: 'acme',
      sequence: 2,
      strategy: { name: 'default', version: 1 },
      status: 'open',
      announced: { remind: '2026-06-18' },
      performed: ['notify@2026-05-01'],
      thresholdExceeded: false,
    };
    const open = (more: object) =>
      evolve(undefined, { type: 'CaseOpened', data: { ...opened, ...more } }, on);
    expect(open({})).toStrictEqual(base);
    const hold = { from: '2026-06-01', until: '2026-07-01' };
    const handedOff = [{ invoiceNumber: 'F1', instalment: 1 }];
    const more = {
      undelivered: ['notify@2026-05-01'],
      simulated: ['demand@2026-05-01'],
      hold,
      handedOff,
    };
    const notices = [{ key: 'notify@2026-05-01', on: '2026-05-04' }];
    expect(open({ ...more, notices })).toStrictEqual({
      ...base,
      ...more,
      notices: [{ key: 'notify@2026-05-01', on: '2026-05-04', earlier: true }],
    });
  });

  it('is closed with what was owed, and nobody has a task in it or waits for a step', () => {
    const state = newCase({
      tasks: [{ ...task('t1'), dueOn: day('2026-06-22') }],
      deferred: { 'call@2026-06-01': at('2026-06-21T09:00:00Z') },
    });
    const closed = caseAfter(state, 'CaseClosed', { reason: 'settled' });
    expect(closed.status).toBe('closed');
    for (const field of ['tasks', 'deferred', 'letGo', 'handedOff']) {
      expect(closed).not.toHaveProperty(field);
    }
    const letGo = [{ invoiceNumber: 'F1', instalment: 1 }];
    const byPerson = caseAfter(state, 'CaseClosed', { reason: 'uncollectable', letGo, act });
    expect(byPerson).toMatchObject({ letGo });
    expect(byPerson).not.toHaveProperty('handedOff');
    expect(caseAfter(state, 'CaseClosed', { reason: 'handed-off', letGo, act })).toMatchObject({
      letGo,
      handedOff: letGo,
    });
  });

  it('that a person takes back is chased again, and only a close takes back what was handed off', () => {
    const letGo = [{ invoiceNumber: 'F1', instalment: 1 }];
    const state = newCase({ status: 'closed', letGo, handedOff: letGo });
    const reopened = caseAfter(state, 'CaseReleased', { from: 'close', act });
    expect(reopened).not.toHaveProperty('letGo');
    expect(reopened).not.toHaveProperty('handedOff');
    const released = caseAfter(state, 'CaseReleased', { from: 'hold', act });
    expect(released).toMatchObject({ handedOff: letGo });
    expect(released).not.toHaveProperty('letGo');
  });

  it('knows that it is above the threshold', () => {
    expect(caseAfter(newCase(), 'OverdueThresholdExceeded').thresholdExceeded).toBe(true);
  });

  it('is what all of its events make of it', () => {
    const facts = ['OverdueThresholdExceeded', 'CaseHeld'].map(
      (type) => ({ type, data: { ...ids, until: '2026-07-01', act } }) as DomainFact,
    );
    expect(evolveAll(newCase(), facts, on)).toMatchObject({
      thresholdExceeded: true,
      hold: { from: '2026-06-20', until: '2026-07-01' },
    });
    expect(evolveAll(undefined, [], on)).toBeUndefined();
  });
});

describe('a hold', () => {
  const held = newCase({
    stage: 'administrative',
    stageEnteredOn: day('2026-06-10'),
    hold: { from: day('2026-06-05'), until: day('2026-06-30') },
  });

  it('that ends early was a pause until then, as far as the stage lasted', () => {
    const released = caseAfter(held, 'CaseReleased', { from: 'hold', act });
    expect(released).not.toHaveProperty('hold');
    expect(released.pausedDays).toBe(10);
    const late = caseAfter(held, 'CaseReleased', { from: 'hold', act }, day('2026-07-15'));
    expect(late.pausedDays).toBe(20);
    const early = caseAfter(held, 'CaseReleased', { from: 'hold', act }, day('2026-06-08'));
    expect(early).not.toHaveProperty('pausedDays');
  });

  it('that another follows adds to it', () => {
    const again = caseAfter(held, 'CaseHeld', { until: '2026-08-01', act });
    expect(again.hold).toEqual({ from: '2026-06-20', until: '2026-08-01' });
    expect(again.pausedDays).toBe(10);
  });

  it('is no pause of the next stage', () => {
    const paused = { ...held, pausedDays: 7 };
    for (const type of ['CaseStageEntered', 'CaseDeescalated']) {
      const moved = caseAfter(paused, type, { stage: 'extrajudicial' });
      expect(moved).toMatchObject({ stage: 'extrajudicial', stageEnteredOn: '2026-06-20' });
      expect(moved).not.toHaveProperty('pausedDays');
    }
  });
});

describe('a step', () => {
  it('that was carried out is remembered once, as the newest, and waits no longer', () => {
    const state = newCase({
      performed: ['call@2026-06-01', 'mail@2026-06-01'],
      deferred: { 'call@2026-06-01': at('2026-06-21T09:00:00Z') },
    });
    const done = caseAfter(state, 'StepPerformed', step());
    expect(done.performed).toEqual(['mail@2026-06-01', 'call@2026-06-01']);
    expect(done).not.toHaveProperty('deferred');
    expect(done).not.toHaveProperty('simulated');
  });

  it('is forgotten after ninety-six others', () => {
    const keys = Array.from({ length: 96 }, (_, index) => `old${index}@2026-01-01`);
    const state = newCase({ performed: keys, simulated: keys });
    const done = caseAfter(state, 'StepPerformed', step({ mode: 'shadow' }));
    expect(done.performed).toEqual([...keys.slice(1), 'call@2026-06-01']);
    expect(done.simulated).toEqual([...keys.slice(1), 'call@2026-06-01']);
    expect(caseAfter(newCase(), 'StepPerformed', step({ mode: 'shadow' })).simulated).toEqual([
      'call@2026-06-01',
    ]);
  });

  it('announces through the latest due date that it ever named', () => {
    const announcing = (state: CaseState, announcedThrough?: string) =>
      caseAfter(state, 'StepPerformed', step({ announcedThrough })).announced;
    const state = newCase({ announced: { call: day('2026-06-10'), mail: day('2026-06-01') } });
    expect(announcing(state, '2026-06-15')).toEqual({ call: '2026-06-15', mail: '2026-06-01' });
    expect(announcing(state, '2026-06-05')).toEqual(state.announced);
    expect(announcing(state)).toEqual(state.announced);
    expect(announcing(newCase(), '2026-06-05')).toEqual({ call: '2026-06-05' });
    expect(announcing(newCase())).toEqual({});
  });

  it('that reached nobody waits for its other channel, until that was tried', () => {
    const lost = caseAfter(
      newCase({ undelivered: ['mail@2026-06-01'] }),
      'StepUndelivered',
      step(),
    );
    expect(lost.undelivered).toEqual(['mail@2026-06-01', 'call@2026-06-01']);
    expect(caseAfter(lost, 'StepUndelivered', step({ step: 'mail' })).undelivered).toEqual([
      'call@2026-06-01',
      'mail@2026-06-01',
    ]);
    const tried = caseAfter(lost, 'StepPerformed', step({ fallback: true }));
    expect(tried.undelivered).toEqual(['mail@2026-06-01']);
    expect(tried.performed).toEqual(['call@2026-06-01+fallback']);
    expect(caseAfter(lost, 'StepPerformed', step({ step: 'other' })).undelivered).toEqual(
      lost.undelivered,
    );
  });

  it('that is put off has its moment, under a key of its own', () => {
    const until = '2026-06-21T09:00:00.000Z';
    expect(caseAfter(newCase(), 'StepDeferred', { ...step(), until }).deferred).toEqual({
      'call@2026-06-01': until,
    });
    const again = { ...step({ fallback: true, again: 2 }), until };
    expect(caseAfter(newCase(), 'StepDeferred', again).deferred).toEqual({
      'call@2026-06-01+fallback+again2': until,
    });
  });
});

describe('a task', () => {
  const due = day('2026-06-22');
  const state = newCase({
    tasks: [
      { ...task('t1'), dueOn: due },
      { ...task('t2'), dueOn: due, claimedBy: 'luis' },
    ],
  });
  const tasksOf = ({ tasks = [] }: CaseState) =>
    tasks.map(({ taskId, claimedBy, mode }) => [taskId, claimedBy, mode].filter(Boolean).join(' '));

  it('is opened, and once only', () => {
    expect(tasksOf(caseAfter(state, 'TaskOpened', task('t3')))).toEqual(['t1', 't2 luis', 't3']);
    expect(tasksOf(caseAfter(state, 'TaskOpened', task('t2')))).toEqual(['t1', 't2']);
    expect(tasksOf(caseAfter(newCase(), 'TaskOpened', { ...task('t1'), mode: 'shadow' }))).toEqual([
      't1 shadow',
    ]);
    expect(caseAfter(newCase(), 'TaskOpened', { ...task('t1'), step: 'call' }).tasks).toStrictEqual(
      [{ taskId: 't1', role: 'collector', dueOn: '2026-06-22' }],
    );
  });

  it('is claimed and given back, the others stay', () => {
    expect(tasksOf(caseAfter(state, 'TaskClaimed', { taskId: 't1', act }))).toEqual([
      't1 ana',
      't2 luis',
    ]);
    expect(tasksOf(caseAfter(state, 'TaskReturned', { taskId: 't2', act }))).toEqual(['t1', 't2']);
    expect(caseAfter(newCase(), 'TaskClaimed', { taskId: 't1', act })).not.toHaveProperty('tasks');
  });

  it('is gone when it was done', () => {
    const one = caseAfter(state, 'TaskFinished', { taskId: 't1', act });
    expect(tasksOf(one)).toEqual(['t2 luis']);
    expect(caseAfter(one, 'TaskFinished', { taskId: 't2', act })).not.toHaveProperty('tasks');
  });
});
