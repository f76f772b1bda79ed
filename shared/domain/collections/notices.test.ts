import { describe, expect, it } from 'vitest';
import { strategyOf } from '../../../strategies/catalogue.ts';
import {
  accountId,
  at,
  day,
  deskOf,
  item,
  newCase,
  positionOf,
  viewOf,
} from '../../../test/support/collections.ts';
import { addDays } from '../calendar.ts';
import type { ContactView } from '../contact/types.ts';
import { InvariantError } from '../errors.ts';
import { evolve, evolveAll } from './evolve.ts';
import { openCase, performed, type StepOutcome, undelivered } from './facts.ts';
import { nextStep, wakeAt } from './next-step.ts';
import { restarted } from './record.ts';
import { keyOf } from './step-key.ts';
import type { Act, CaseState, OpenItem, Plan } from './types.ts';

const strategy = strategyOf('default', 2);
const due = '2026-05-01';
const tried = ['notify-overdue', 'text-overdue', 'remind-overdue', 'call-debtor'];
const triedAll = tried.map((step) => `${step}@${due}`);
const nobody = viewOf({ channels: [] });

const planFor = (
  state: CaseState,
  now: string,
  { view = viewOf(), items = [item(due)] }: { view?: ContactView; items?: OpenItem[] } = {},
): Plan => nextStep(state, positionOf(items), strategy, deskOf(view), at(now));

const brief = (plan: Plan): string =>
  plan.next === 'wait'
    ? `${plan.act.stage} ${plan.act.action.kind} ${keyOf(plan.act)} on ${plan.act.dueAt.slice(0, 10)}`
    : plan.next;

/** 40 days late on 10 June, and long in its stage; none of its notices reached anybody. */
const unnoticed = (over: Partial<CaseState> = {}): CaseState =>
  newCase({
    stage: 'administrative',
    stageEnteredOn: day('2026-05-04'),
    performed: triedAll,
    noticeTriedOn: day('2026-05-11'),
    ...over,
  });

const notice = (on: string, over = {}) => ({ key: `remind-overdue@${due}`, on: day(on), ...over });

describe('a case none of whose notices stands', () => {
  it('gives the hardest once more before anything else, as soon as the party can be reached', () => {
    const plan = planFor(unnoticed(), '2026-06-10T08:00:00Z');
    expect(brief(plan)).toBe(`administrative message remind-overdue@${due}+again1 on 2026-06-10`);
    const demanding = unnoticed({ stage: 'extrajudicial', stageEnteredOn: day('2026-06-01') });
    expect(brief(planFor(demanding, '2026-06-10T08:00:00Z'))).toContain('+again1');
  });

  it('does so no day on which one was tried, and at most five times', () => {
    const today = unnoticed({ noticeTriedOn: day('2026-06-10') });
    expect(brief(planFor(today, '2026-06-10T08:00:00Z'))).toContain('+again1 on 2026-06-11');
    const times = [1, 2, 3, 4, 5].map((nth) => `remind-overdue@${due}+again${nth}`);
    const often = unnoticed({ performed: [...triedAll, ...times] });
    expect(brief(planFor(often, '2026-06-10T08:00:00Z'))).toBe(
      `extrajudicial enter demand-payment@${due} on 2026-06-10`,
    );
  });

  it('gives the one whose channel reaches the party', () => {
    const texts = { view: viewOf({ channels: ['sms'] }) };
    expect(brief(planFor(unnoticed(), '2026-06-10T08:00:00Z', texts))).toContain(
      `text-overdue@${due}+again1`,
    );
    const fresh = unnoticed({ performed: [`remind-overdue@${due}`] });
    expect(brief(planFor(fresh, '2026-06-10T08:00:00Z', texts))).toContain(
      `text-overdue@${due} on`,
    );
  });

  it('goes on by calendar without a message where none can, and looks again every day', () => {
    const plan = planFor(unnoticed(), '2026-05-29T20:00:00Z', { view: nobody });
    expect(brief(plan)).toBe(`extrajudicial enter demand-payment@${due} on 2026-06-01`);
    const demanding = unnoticed({ stage: 'extrajudicial', stageEnteredOn: day('2026-06-01') });
    const then = planFor(demanding, '2026-06-10T20:00:00Z', { view: nobody });
    expect(brief(then)).toBe(`extrajudicial task review-case@${due} on 2026-06-15`);
    expect(wakeAt(then)).toMatch(/^2026-06-11T/);
    const idle = unnoticed({
      stage: 'judicial',
      stageEnteredOn: day('2026-08-03'),
      performed: [...triedAll, `review-case@${due}`, `hand-off-to-legal@${due}`],
    });
    expect(planFor(idle, '2026-08-07T20:00:00Z', { view: nobody })).toMatchObject({
      next: 'idle',
      // The Monday after.
      lookAt: expect.stringMatching(/^2026-08-10T/),
    });
    expect(brief(planFor(idle, '2026-08-10T18:59:00Z'))).toContain('+again1 on 2026-08-10');
  });

  it('waits with its demand for the least stay after the notice, and for days on hold', () => {
    const done = [...triedAll, `review-case@${due}`];
    const told = (over: Partial<CaseState>) =>
      brief(planFor(unnoticed({ performed: done, ...over }), '2026-06-10T08:00:00Z'));
    const demand = 'extrajudicial message demand-payment@2026-05-01 on';
    expect(told({ notices: [notice('2026-06-09')] })).toBe(`${demand} 2026-06-16`);
    expect(told({ notices: [notice('2026-06-09', { pausedDays: 2 })] })).toBe(
      `${demand} 2026-06-18`,
    );
    const hold = { from: day('2026-06-09'), until: day('2026-06-12') };
    expect(told({ hold, notices: [notice('2026-06-09')] })).toBe(`${demand} 2026-06-19`);
    // The first one counts, and one of an episode before only for its own due date.
    expect(told({ notices: [notice('2026-05-02'), notice('2026-06-09')] })).toContain('2026-06-10');
    expect(told({ notices: [notice('2026-05-02', { earlier: true })] })).toContain(demand);
    const other = {
      key: 'notify-overdue@2026-03-01',
      on: day('2026-03-02'),
      earlier: true,
    } as const;
    expect(told({ notices: [other] })).toContain('+again1');
  });

  it('is chased by the rule of before when its snapshot is of before', () => {
    const { notices: _, ...old } = unnoticed();
    expect(brief(planFor(old, '2026-06-10T08:00:00Z'))).toBe(
      'extrajudicial message demand-payment@2026-05-01 on 2026-06-10',
    );
    const act = demandOf(old);
    const outcome = { outcome: 'sent', attemptId: 'a' } as const;
    const after = evolve(old, performed({ state: old, mode: 'live' }, act, outcome), day(due));
    expect(after).not.toHaveProperty('notices');
  });
});

const demandOf = (state: CaseState): Act => {
  const plan = planFor(state, '2026-06-10T08:00:00Z');
  if (plan.next !== 'wait') throw new InvariantError('something is due');
  return plan.act;
};

describe('what a case remembers of its notices', () => {
  const sent = (state: CaseState, step: string, on: string, over: Partial<StepOutcome> = {}) => {
    const action = { kind: 'message', channel: 'email', template: 't' } as const;
    const act = {
      stage: 'administrative',
      step,
      anchorOn: day(due),
      dueAt: at(`${on}T10:00:00Z`),
      action,
    } as const;
    const outcome = { outcome: 'sent', attemptId: 'a', ...over } as StepOutcome;
    return evolve(state, performed({ state, mode: 'live' }, act, outcome), day(on));
  };

  it('is what left, until it is known to have reached nobody', () => {
    const refused = sent(newCase(), 'notify-overdue', '2026-05-02', { outcome: 'refused' });
    expect(refused).toMatchObject({ notices: [], noticeTriedOn: '2026-05-02' });
    const state = sent(refused, 'text-overdue', '2026-05-06', { outcome: 'unknown' });
    expect(state.notices).toEqual([{ key: `text-overdue@${due}`, on: '2026-05-06' }]);
    const missed = { step: 'text-overdue', anchorOn: day(due), channel: 'sms', reason: 'x' };
    const fact = undelivered(state, strategy, missed);
    if (fact === undefined) throw new InvariantError('it gave a notice');
    expect(evolve(state, fact, day('2026-05-07')).notices).toEqual([]);
    // Known before the step is recorded.
    const early = evolve(refused, fact, day('2026-05-06'));
    expect(sent(early, 'text-overdue', '2026-05-06').notices).toEqual([]);
  });

  it('is the oldest and the newest of many', () => {
    const days = Array.from({ length: 15 }, (_, index) => addDays(day('2026-05-02'), index));
    const state = days.reduce((each, on, index) => sent(each, `step-${index}`, on), newCase());
    const kept = state.notices?.map(({ on }) => on) ?? [];
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([12, '2026-05-02', '2026-05-16']);
  });

  it('grows by the days of a hold that ends', () => {
    const by = { actId: 'a', actor: 'arn:aws:iam::111122223333:user/ana', reason: 'r' };
    const ids = { caseId: 'acme|main|USD|1', accountId };
    const held = evolveAll(
      sent(newCase({ stage: 'administrative' }), 'notify-overdue', '2026-05-04'),
      [{ type: 'CaseHeld', data: { ...ids, until: '2026-05-20', act: by } }],
      day('2026-05-02'),
    );
    const after = evolveAll(
      held,
      [{ type: 'CaseReleased', data: { ...ids, from: 'hold', act: by } }],
      day('2026-05-10'),
    );
    expect(after?.notices).toMatchObject([{ on: '2026-05-04', pausedDays: 6 }]);
  });

  it('is of an episode before once nothing is late, or in the next case', () => {
    const state = sent(newCase({ stage: 'administrative' }), 'notify-overdue', '2026-05-02');
    const data = {
      caseId: state.caseId,
      accountId,
      stage: 'preventive',
      from: 'administrative',
    } as const;
    const back = { type: 'CaseDeescalated', data: { ...data, daysPastDue: 0 } } as const;
    const earlier = [{ key: `notify-overdue@${due}`, on: '2026-05-02', earlier: true }];
    expect(evolve(state, back, day('2026-05-05')).notices).toEqual(earlier);
    const next = openCase(accountId, 'acme', strategy, state, 'live');
    expect(evolve(undefined, next, day('2026-05-05')).notices).toEqual(earlier);
  });

  it('is nothing that was only simulated, when it starts for real', () => {
    const state = sent(newCase(), 'notify-overdue', '2026-05-02', { outcome: 'simulated' });
    expect(state.notices).toHaveLength(1);
    expect(restarted({ ...state, simulated: state.performed })).toMatchObject({ notices: [] });
  });
});
