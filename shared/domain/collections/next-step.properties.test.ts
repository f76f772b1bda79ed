import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  day,
  deskOf,
  item,
  newCase,
  positionOf,
  defaultStrategy as strategy,
  viewOf,
} from '../../../test/support/collections.ts';
import { addDays, dateIn, daysBetween, epochMs, instantAt, instantOf } from '../calendar.ts';
import type { RecentContact } from '../contact/types.ts';
import { chasedItems, daysPastDue } from './chased.ts';
import { nextStep } from './next-step.ts';
import { keyOf } from './step-key.ts';
import { entryOf, type Stage, stageIndex, stages, stepsOf } from './strategy.ts';
import type { AccountPosition, CaseState } from './types.ts';

const zones = ['UTC', 'America/Bogota', 'Asia/Tokyo', 'America/New_York'] as const;
const today = day('2026-06-10');
const stepNames = strategy.stages.flatMap(({ steps }) => steps.map(({ name }) => name));

const situation = fc
  .record({
    zone: fc.constantFrom(...zones),
    minute: fc.integer({ min: 0, max: 1439 }),
    dueIn: fc.array(fc.integer({ min: -130, max: 12 }), { minLength: 1, maxLength: 4 }),
    cash: fc.constantFrom(0, 0, 4_000, 10_000, 15_000),
    stageBack: fc.integer({ min: 0, max: 3 }),
    enteredAgo: fc.integer({ min: 0, max: 40 }),
    performed: fc.array(fc.tuple(fc.constantFrom(...stepNames), fc.nat({ max: 3 })), {
      maxLength: 6,
    }),
    announced: fc.option(fc.integer({ min: -10, max: 14 }), { nil: undefined }),
    contacts: fc.array(
      fc.record({ hoursAgo: fc.integer({ min: 0, max: 240 }), sms: fc.boolean() }),
      { maxLength: 3 },
    ),
  })
  .map((drawn) => {
    const now = instantOf(epochMs(instantAt('UTC', today, '00:00')) + drawn.minute * 60_000);
    const items = drawn.dueIn.map((days) => item(addDays(today, days)));
    const position = positionOf(items, { availableMinor: drawn.cash });
    // A stage that the lateness bears out: a milder one is recorded when the payment comes.
    const late = daysPastDue(chasedItems(position), dateIn(drawn.zone, now));
    const hardest = stages.findLast((each) => entryOf(strategy, each) <= late) ?? 'preventive';
    const stage: Stage = stages[Math.max(0, stageIndex(hardest) - drawn.stageBack)] ?? 'preventive';
    const state: CaseState = newCase({
      stage,
      stageEnteredOn: addDays(dateIn(drawn.zone, now), -drawn.enteredAgo),
      performed: drawn.performed.map(([step, index]) =>
        keyOf({ step, anchorOn: (items[index % items.length] ?? item(today)).dueOn }),
      ),
      announced:
        drawn.announced === undefined
          ? {}
          : { 'remind-before-due': addDays(today, drawn.announced) },
    });
    const recent = drawn.contacts.map(
      ({ hoursAgo, sms }, index): RecentContact => ({
        attemptId: `${index}`,
        at: instantOf(epochMs(now) - hoursAgo * 3_600_000),
        channel: sms ? 'sms' : 'email',
        accountId: 'other|main|EUR',
      }),
    );
    return {
      now,
      position,
      state,
      zone: drawn.zone,
      desk: deskOf(viewOf({ zone: drawn.zone, recent })),
    };
  });

describe('whatever the case, the ledger and the contact log', () => {
  it('an act is of a stage that lateness and stay allow, highest of its kind, not done before', () => {
    fc.assert(
      fc.property(situation, ({ now, position, state, zone, desk }) => {
        const plan = nextStep(state, position, strategy, desk, now);
        if (plan.next !== 'wait') return;
        const { act } = plan;
        const on = dateIn(zone, act.dueAt);
        expect(act.dueAt >= now).toBe(true);
        const standing = stageIndex(state.stage ?? 'preventive');
        expect(stageIndex(act.stage)).toBeLessThanOrEqual(standing + 1);
        const oldest = chasedItems(position)[0];
        if (act.stage === 'preventive') {
          expect(oldest !== undefined && oldest.dueOn >= on).toBe(true);
          expect(act.anchorOn > (state.announced[act.step] ?? '')).toBe(true);
        } else {
          expect(act.anchorOn).toBe(oldest?.dueOn);
          expect(daysBetween(act.anchorOn, on)).toBeGreaterThanOrEqual(
            entryOf(strategy, act.stage),
          );
        }
        if (stageIndex(act.stage) > Math.max(1, standing)) {
          expect(daysBetween(state.stageEnteredOn ?? on, on)).toBeGreaterThanOrEqual(7);
        }
        if (act.action.kind === 'enter') return;
        expect(state.performed).not.toContain(keyOf(act));
        const higher = stepsOf(strategy, act.stage).filter(
          (step) =>
            step.action.kind === act.action.kind && addDays(act.anchorOn, step.offsetDays) <= on,
        );
        expect(higher.at(-1)?.name).toBe(act.step);
      }),
      { numRuns: 1000 },
    );
  });

  it('a message is planned for a moment at which the gate lets it pass', () => {
    fc.assert(
      fc.property(situation, ({ now, position, state, desk }) => {
        const plan = nextStep(state, position, strategy, desk, now);
        if (plan.next !== 'wait' || plan.act.action.kind !== 'message') return;
        const { act } = plan;
        expect(desk.earliest(act, plan.act.action.channel, act.dueAt)).toBe(act.dueAt);
      }),
      { numRuns: 500 },
    );
  });

  it('the plan stays the same until its moment', () => {
    fc.assert(
      fc.property(situation, fc.double({ min: 0, max: 1, noNaN: true }), (given, part) => {
        const { now, position, state, desk } = given;
        const plan = nextStep(state, position, strategy, desk, now);
        if (plan.next !== 'wait') return;
        const until = epochMs(plan.act.dueAt);
        const later = instantOf(Math.floor(epochMs(now) + (until - epochMs(now)) * part));
        expect(nextStep(state, position, strategy, desk, later)).toEqual(plan);
      }),
      { numRuns: 500 },
    );
  });

  it('a part payment changes no plan', () => {
    fc.assert(
      fc.property(situation, fc.nat(), fc.integer({ min: 1, max: 9_999 }), (given, pick, left) => {
        const { now, state, desk } = given;
        const position = { ...given.position, availableMinor: 0 };
        const chosen = pick % position.items.length;
        const partly: AccountPosition = {
          ...position,
          items: position.items.map((each, index) =>
            index === chosen ? { ...each, openMinor: left } : each,
          ),
        };
        expect(nextStep(state, partly, strategy, desk, now)).toEqual(
          nextStep(state, position, strategy, desk, now),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('paying an item never brings a harder stage nearer', () => {
    fc.assert(
      fc.property(situation, fc.nat(), ({ now, position, state, zone, desk }, pick) => {
        const chosen = pick % position.items.length;
        const items = position.items.filter((_, index) => index !== chosen);
        const plan = nextStep(state, { ...position, items }, strategy, desk, now);
        if (plan.next !== 'wait' || plan.act.stage === 'preventive') return;
        // The oldest item before the payment is at least as old as the anchor after it.
        const before = chasedItems(position)[0]?.dueOn ?? plan.act.anchorOn;
        expect(plan.act.anchorOn >= before).toBe(true);
        const late = daysBetween(before, dateIn(zone, plan.act.dueAt));
        expect(late).toBeGreaterThanOrEqual(entryOf(strategy, plan.act.stage));
      }),
      { numRuns: 500 },
    );
  });

  it('the order of the items on one day does not matter', () => {
    fc.assert(
      fc.property(situation, ({ now, position, state, desk }) => {
        const reversed = {
          ...position,
          items: position.items
            .toReversed()
            .toSorted((left, right) =>
              left.dueOn < right.dueOn ? -1 : left.dueOn > right.dueOn ? 1 : 0,
            ),
        };
        expect(nextStep(state, reversed, strategy, desk, now)).toEqual(
          nextStep(state, position, strategy, desk, now),
        );
      }),
      { numRuns: 200 },
    );
  });
});
