import fc from 'fast-check';
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
import { addDays, addSeconds, type BusinessDate, dateIn, daysBetween } from '../calendar.ts';
import type { ContactView } from '../contact/types.ts';
import { InvariantError } from '../errors.ts';
import { evolve, evolveAll } from './evolve.ts';
import {
  enterStage,
  followUp,
  missedBecause,
  openCase,
  performed,
  type StepOutcome,
  undelivered,
} from './facts.ts';
import { nextStep, wakeAt } from './next-step.ts';
import { restarted } from './record.ts';
import { keyOf } from './step-key.ts';
import { entryOf, type Stage, stageIndex } from './strategy.ts';
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

type Move =
  | { readonly kind: 'days'; readonly count: number }
  | { readonly kind: 'address'; readonly channels: readonly ('email' | 'sms')[] }
  | { readonly kind: 'suppress'; readonly channel: 'email' | 'sms' }
  | { readonly kind: 'bounce'; readonly pick: number }
  | { readonly kind: 'hold'; readonly days: number }
  | { readonly kind: 'release' };

const channel = fc.constantFrom('email' as const, 'sms' as const);
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('days' as const),
      count: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('address' as const),
      channels: fc.subarray(['email', 'sms'] as ('email' | 'sms')[]),
    }),
  },
  fc.record({ kind: fc.constant('suppress' as const), channel }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('bounce' as const), pick: fc.nat({ max: 3 }) }),
  },
  fc.record({ kind: fc.constant('hold' as const), days: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('release' as const) }),
);

type Left = { readonly act: Act; readonly on: BusinessDate; lost: boolean };
type Hold = { readonly from: BusinessDate; until: BusinessDate };

/** Lives a case through its moves, day by day; calls the check at each message that leaves. */
const live = (
  firstDueIn: number,
  moves: readonly Move[],
  fates: () => 'sent' | 'failed' | 'unknown',
  onMessage: (act: Act, on: BusinessDate, left: readonly Left[], holds: readonly Hold[]) => void,
) => {
  let now = at('2026-06-01T00:30:00Z');
  let state = newCase({ strategy: { name: 'default', version: 2 } });
  let view = viewOf({ channels: [] });
  const items = [item(addDays(day('2026-06-01'), firstDueIn))];
  const left: Left[] = [];
  const holds: Hold[] = [];
  let acts = 0;
  const today = () => dateIn('UTC', now);
  const apply = (...facts: Parameters<typeof evolveAll>[1]) => {
    state = evolveAll(state, facts, today()) ?? state;
  };
  const perform = (act: Act) => {
    const position = positionOf(items);
    const context = {
      state,
      position,
      strategy,
      thresholds: { default: 1e9, byCurrency: {} },
      zone: 'UTC' as const,
      mode: 'live' as const,
      now,
    };
    apply(...followUp(context).filter(({ type }) => type !== 'CaseClosed'));
    const entered = enterStage({ ...context, state }, act);
    if (act.action.kind === 'enter') return apply(...entered);
    if (act.action.kind === 'task') {
      return apply(
        ...entered,
        performed({ state, mode: 'live' }, act, { outcome: 'task-opened', taskId: 't' }),
      );
    }
    const reaches = deskOf(view).earliest(act, act.action.channel, now) !== undefined;
    const reason = view.channels.includes(act.action.channel) ? 'suppressed' : 'no-address';
    const outcome: StepOutcome = reaches
      ? { outcome: fates(), attemptId: `${left.length}`, reason: 'rejected' }
      : { outcome: 'refused', reason };
    if (outcome.outcome === 'sent' || outcome.outcome === 'unknown') {
      onMessage(act, today(), left, holds);
      left.push({ act, on: today(), lost: false });
      view = {
        ...view,
        recent: [
          ...view.recent,
          { attemptId: `${left.length}`, at: now, channel: act.action.channel, accountId },
        ],
      };
    }
    const why = missedBecause(outcome);
    const missed =
      why === undefined || act.action.fallback === undefined || act.again !== undefined
        ? undefined
        : undelivered(state, strategy, { ...act, channel: act.action.channel, reason: why });
    apply(
      ...entered,
      performed({ state, mode: 'live' }, act, outcome),
      ...(missed ? [missed] : []),
    );
  };
  const liveUntil = (end: typeof now) => {
    for (let looks = 0; ; looks += 1) {
      // A look for each act and each day, and a few at once: never again and again.
      expect(looks).toBeLessThan(60);
      const plan = planIn();
      const wakes = wakeAt(plan);
      if (wakes === undefined || wakes > end) break;
      if (wakes > now) now = wakes;
      if (plan.next !== 'wait' || plan.act.dueAt > now) {
        expect(planIn()).not.toEqual(plan);
        continue;
      }
      acts += 1;
      perform(plan.act);
    }
    now = end;
  };
  const planIn = () => nextStep(state, positionOf(items), strategy, deskOf(view), now);
  for (const each of moves) {
    switch (each.kind) {
      case 'days':
        liveUntil(addSeconds(now, each.count * 86_400));
        break;
      case 'address':
        view = { ...view, channels: [...each.channels], suppressions: [] };
        break;
      case 'suppress':
        view = { ...view, suppressions: [...new Set([...view.suppressions, each.channel])] };
        break;
      case 'bounce': {
        const back = left.at(-1 - each.pick);
        if (back === undefined || back.lost || back.act.action.kind !== 'message') break;
        back.lost = true;
        const fact = undelivered(state, strategy, {
          ...back.act,
          channel: back.act.action.channel,
          reason: 'bounced',
        });
        if (fact !== undefined) apply(fact);
        break;
      }
      case 'hold':
      case 'release': {
        const by = { actId: 'a', actor: 'arn:aws:iam::111122223333:user/ana', reason: 'r' };
        const ids = { caseId: state.caseId, accountId, act: by };
        const last = holds.at(-1);
        if (last !== undefined && last.until > today()) last.until = today();
        if (each.kind === 'release') {
          if (state.hold !== undefined && state.hold.until > today()) {
            apply({ type: 'CaseReleased', data: { ...ids, from: 'hold' } });
          }
        } else {
          holds.push({ from: today(), until: addDays(today(), each.days) });
          apply({ type: 'CaseHeld', data: { ...ids, until: addDays(today(), each.days) } });
        }
      }
    }
  }
  return { state, acts, left };
};

const fateOf = (draws: readonly number[]) => {
  let nth = 0;
  return () => {
    const draw = draws[nth % Math.max(1, draws.length)] ?? 0;
    nth += 1;
    return draw < 7 ? ('sent' as const) : draw < 8 ? ('unknown' as const) : ('failed' as const);
  };
};

describe('whoever is reached, or not, or no longer', () => {
  it('gets no message of a later stage before a notice has stood for the least stay', () => {
    let demands = 0;
    let again = 0;
    let runs = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: -60, max: 10 }),
        fc.array(move, { minLength: 4, maxLength: 30 }),
        fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 5 }),
        (firstDueIn, moves, draws) => {
          runs += 1;
          const { left } = live(firstDueIn, moves, fateOf(draws), (act, on, before, holds) => {
            if (stageIndex(act.stage) <= stageIndex('administrative')) return;
            demands += 1;
            const stands = before.filter(
              (each) => each.act.stage === 'administrative' && !each.lost,
            );
            const days = stands.map((each) => {
              const all = Array.from({ length: daysBetween(each.on, on) }, (_, index) =>
                addDays(each.on, index),
              );
              return all.filter(
                (one) => !holds.some(({ from, until }) => from <= one && one < until),
              ).length;
            });
            expect(Math.max(...days)).toBeGreaterThanOrEqual(strategy.minDaysInStage);
          });
          again += left.filter(({ act }) => act.again !== undefined).length;
          const keys = left.map(({ act }) => keyOf(act));
          expect(new Set(keys).size).toBe(keys.length);
        },
      ),
      { numRuns: 400 },
    );
    // The property says nothing unless both happen, in one run of twenty at least.
    expect(demands).toBeGreaterThanOrEqual(Math.floor(runs / 20));
    expect(again).toBeGreaterThanOrEqual(Math.floor(runs / 20));
  });

  it('is handed over to legal on the day of the calendar, when nobody ever reaches them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -60, max: 10 }),
        fc.integer({ min: 0, max: 20 }),
        (dueIn, fate) => {
          const days = Array.from({ length: 20 }, () => ({ kind: 'days', count: 9 }) as const);
          const { state, acts } = live(dueIn, days, fateOf([fate]), () => {
            throw new InvariantError('nobody can be reached');
          });
          const stage: Stage = 'judicial';
          expect(state.stage).toBe(stage);
          const anchorOn = addDays(day('2026-06-01'), dueIn);
          const late = daysBetween(anchorOn, state.stageEnteredOn ?? anchorOn);
          const byStays = 2 * strategy.minDaysInStage + 10 - Math.min(0, dueIn);
          expect(late).toBeLessThanOrEqual(Math.max(entryOf(strategy, stage) + 3, byStays));
          expect(state.performed).toContain(`hand-off-to-legal@${anchorOn}`);
          expect(acts).toBeLessThan(15);
        },
      ),
      { numRuns: 60 },
    );
  });
});
