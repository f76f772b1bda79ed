import { describe, expect, it } from 'vitest';
import {
  accountId,
  at,
  day,
  defaultStrategy,
  deskOf,
  item,
  newCase,
  positionOf,
} from '../../../test/support/collections.ts';
import { evolve } from './evolve.ts';
import { type CaseContext, followUp, openCase, openTask, performed } from './facts.ts';
import { nextStep } from './next-step.ts';
import { recordFor } from './record.ts';
import type { Act, CaseState } from './types.ts';

const on = day('2026-06-20');
const demand: Act = {
  stage: 'extrajudicial',
  step: 'demand-payment',
  anchorOn: day('2026-05-01'),
  dueAt: at('2026-06-20T10:00:00Z'),
  action: { kind: 'message', channel: 'email', template: 'formal-demand' },
};

/** A case that gave notice for real, and demanded in simulation only. */
const mixed = (): CaseState => {
  const real = newCase({
    stage: 'extrajudicial',
    stageEnteredOn: day('2026-06-10'),
    performed: ['notify-overdue@2026-05-01'],
    notices: [{ key: 'notify-overdue@2026-05-01', on: day('2026-06-03') }],
    announced: { 'remind-before-due': day('2026-05-01') },
  });
  const outcome = { outcome: 'simulated', attemptId: 'a1' } as const;
  return evolve(real, performed({ state: real, mode: 'shadow' }, demand, outcome), on);
};

const context = (over: Partial<CaseContext> = {}): CaseContext => ({
  state: mixed(),
  position: positionOf([item('2026-05-01')]),
  strategy: defaultStrategy,
  thresholds: { default: 100_000_000, byCurrency: {} },
  zone: 'UTC',
  mode: 'live',
  now: at('2026-06-20T10:00:00Z'),
  ...over,
});

describe('what a case did in simulation', () => {
  it('counts as long as its party is not contacted for real', () => {
    const state = mixed();
    expect(recordFor(state, 'shadow')).toBe(state);
    expect(state.performed).toEqual(['notify-overdue@2026-05-01', 'demand-payment@2026-05-01']);
    expect(followUp(context({ mode: 'shadow' }))).toEqual([]);
  });

  it('is forgotten then, and what was done for real stays', () => {
    const [restart, ...rest] = followUp(context());
    expect(restart).toEqual({
      type: 'CaseRestarted',
      data: { caseId: 'acme|main|USD|1', accountId, from: 'extrajudicial' },
    });
    expect(rest).toEqual([]);
    if (restart === undefined) throw new Error('no restart');
    const after = evolve(mixed(), restart, on);
    expect(after).toEqual(recordFor(mixed(), 'live'));
    expect(after).toMatchObject({ performed: ['notify-overdue@2026-05-01'], announced: {} });
    expect(after).not.toHaveProperty('stage');
    expect(after).not.toHaveProperty('simulated');
    expect(followUp(context({ state: after }))).toEqual([]);
  });

  it('leaves no task and no second try behind', () => {
    const own = { role: 'collector', dueOn: day('2026-06-22') } as const;
    const state: CaseState = {
      ...mixed(),
      undelivered: ['notify-overdue@2026-05-01', 'demand-payment@2026-05-01'],
      pausedDays: 3,
      tasks: [
        { taskId: 'a', ...own },
        { taskId: 'b|shadow', ...own, mode: 'shadow' },
      ],
    };
    const after = recordFor(state, 'live');
    expect(after.tasks).toEqual([{ taskId: 'a', ...own }]);
    expect(after.undelivered).toEqual(['notify-overdue@2026-05-01']);
    expect(after).not.toHaveProperty('pausedDays');
  });

  it('is told once for all by whoever plans, before anything is journalled', () => {
    const position = positionOf([item('2026-05-01')]);
    const now = at('2026-06-20T10:00:00Z');
    const plan = nextStep(mixed(), position, defaultStrategy, deskOf(), now);
    expect(plan).toMatchObject({ next: 'wait', act: { stage: 'administrative' } });
    const shadow = { ...deskOf(), mode: 'shadow' as const };
    const before = nextStep(mixed(), position, defaultStrategy, shadow, now);
    expect(before).toMatchObject({ next: 'wait', act: { stage: 'extrajudicial' } });
  });

  it('ends with the case when nothing is owed any more', () => {
    const facts = followUp(context({ position: positionOf([]) }));
    expect(facts.map(({ type }) => type)).toEqual(['CaseRestarted', 'CaseClosed']);
  });

  it('is carried over to the next effort in simulation, and not to a real one', () => {
    const closed: CaseState = { ...mixed(), status: 'closed' };
    const shadow = openCase(accountId, 'acme', defaultStrategy, closed, 'shadow');
    expect(evolve(closed, shadow, on)).toMatchObject({
      performed: closed.performed,
      announced: closed.announced,
      simulated: ['demand-payment@2026-05-01'],
    });
    const live = openCase(accountId, 'acme', defaultStrategy, closed, 'live');
    expect(live.data).toMatchObject({ performed: ['notify-overdue@2026-05-01'], announced: {} });
    expect(evolve(closed, live, on)).not.toHaveProperty('simulated');
  });

  it('is no real step when it was refused, and none when it was sent after all', () => {
    const state = newCase();
    const modeAfter = (outcome: Parameters<typeof performed>[2]) =>
      performed({ state, mode: 'shadow' }, demand, outcome).data;
    expect(modeAfter({ outcome: 'refused', reason: 'opted-out' })).toMatchObject({
      mode: 'shadow',
    });
    expect(modeAfter({ outcome: 'sent', attemptId: 'a1' })).not.toHaveProperty('mode');
  });

  it('opens tasks that say so, under ids of their own', () => {
    const task = { kind: 'task', role: 'collector', task: 'call-debtor', dueInDays: 2 } as const;
    const act: Act = { ...demand, step: 'call-debtor', action: task };
    const real = openTask(context(), act, task).data;
    const simulated = openTask(context({ mode: 'shadow' }), act, task).data;
    expect(simulated).toMatchObject({ mode: 'shadow' });
    expect(real).not.toHaveProperty('mode');
    expect(simulated.taskId).not.toBe(real.taskId);
  });
});
