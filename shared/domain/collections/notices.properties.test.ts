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
import { InvariantError } from '../errors.ts';
import { evolveAll } from './evolve.ts';
import {
  enterStage,
  followUp,
  missedBecause,
  performed,
  type StepOutcome,
  undelivered,
} from './facts.ts';
import { nextStep, wakeAt } from './next-step.ts';
import { keyOf } from './step-key.ts';
import { entryOf, type Stage, stageIndex } from './strategy.ts';
import type { Act } from './types.ts';

const strategy = strategyOf('default', 2);

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
