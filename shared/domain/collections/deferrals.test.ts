import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  at,
  day,
  deskOf,
  item,
  newCase,
  positionOf,
  defaultStrategy as strategy,
} from '../../../test/support/collections.ts';
import { addDays, addSeconds, dateIn } from '../calendar.ts';
import { deferredUntil, withDeferral, withoutDeferral } from './deferrals.ts';
import { evolve } from './evolve.ts';
import { deferred } from './facts.ts';
import { nextStep } from './next-step.ts';
import { keyOf } from './step-key.ts';
import { strategySchema } from './strategy.ts';

/** Announces twice, so that two announcements can be due together. */
const twice = strategySchema.parse({
  ...strategy,
  name: 'twice',
  stages: strategy.stages.map((each) =>
    each.stage === 'preventive'
      ? {
          ...each,
          steps: [-10, -3].map((offsetDays) => ({
            name: `before-${-offsetDays}`,
            offsetDays,
            action: { kind: 'message', channel: 'email', template: 'reminder-before-due' },
          })),
        }
      : each,
  ),
});

describe('what was put off', () => {
  const monday = at('2026-06-08T12:00:00Z');
  const tuesday = at('2026-06-09T12:00:00Z');
  const on = day('2026-06-08');

  it('is remembered beside what else was, until it is done or long past', () => {
    const both = withDeferral(withDeferral(newCase(), 'a@1', monday, on), 'b@1', tuesday, on);
    expect([deferredUntil(both, 'a@1'), deferredUntil(both, 'b@1')]).toEqual([monday, tuesday]);
    expect(withoutDeferral(both, 'a@1').deferred).toEqual({ 'b@1': tuesday });
    const later = at('2026-06-20T12:00:00Z');
    expect(withDeferral(both, 'c@1', later, day('2026-06-11')).deferred).toEqual({
      'b@1': tuesday,
      'c@1': later,
    });
  });

  it('is read from a snapshot that could hold one step only', () => {
    const old = newCase({ deferred: { key: 'a@1', until: monday } });
    expect([deferredUntil(old, 'a@1'), deferredUntil(old, 'key')]).toEqual([monday, undefined]);
    const both = withDeferral(old, 'b@1', tuesday, on);
    expect(both.deferred).toEqual({ 'a@1': monday, 'b@1': tuesday });
    expect(withoutDeferral(old, 'a@1')).not.toHaveProperty('deferred');
  });

  it('is not due before its time, whatever else is put off in between', () => {
    const given = fc.record({
      dueIn: fc.array(fc.integer({ min: -40, max: 14 }), { minLength: 1, maxLength: 4 }),
      waits: fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 2, maxLength: 12 }),
    });
    fc.assert(
      fc.property(given, ({ dueIn, waits }) => {
        const position = positionOf(dueIn.map((days) => item(addDays(on, days))));
        const until = new Map<string, string>();
        let state = newCase();
        let now = at('2026-06-08T17:30:00Z');
        for (const seconds of waits) {
          const plan = nextStep(state, position, twice, deskOf(), now);
          if (plan.next !== 'wait') return;
          const key = keyOf(plan.act);
          expect(plan.act.dueAt >= (until.get(key) ?? '')).toBe(true);
          if (plan.act.dueAt > now) now = plan.act.dueAt;
          const later = addSeconds(now, seconds);
          until.set(key, later);
          const fact = deferred(state, plan.act, later, 'one-a-day');
          state = evolve(state, fact, dateIn('UTC', now));
          now = addSeconds(now, 1);
        }
      }),
    );
  });
});
