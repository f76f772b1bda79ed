import { describe, expect, it } from 'vitest';
import { day, newCase, defaultStrategy as strategy } from '../../../test/support/collections.ts';
import { addDays } from '../calendar.ts';
import { heldSince, nextEntryOn, pausedOn, standingOf } from './stage.ts';
import { entryOf } from './strategy.ts';

const entered = day('2026-06-10');
const today = day('2026-06-20');
const hold = { from: day('2026-06-05'), until: day('2026-06-15') };

describe('days on hold', () => {
  it('count from the later of the hold and the day that is asked about', () => {
    expect(heldSince(hold, day('2026-06-01'))).toBe(10);
    expect(heldSince(hold, day('2026-06-05'))).toBe(10);
    expect(heldSince(hold, day('2026-06-10'))).toBe(5);
    expect(heldSince(hold, day('2026-06-15'))).toBe(0);
    expect(heldSince(hold, day('2026-07-01'))).toBe(0);
    expect(heldSince(undefined, day('2026-06-01'))).toBe(0);
  });

  it('are no stay in the present stage, with those of holds before', () => {
    const state = { hold, pausedDays: 3, stageEnteredOn: entered };
    expect(pausedOn(state, entered)).toBe(8);
    // Holds before were of another stage than one entered on another day.
    expect(pausedOn(state, day('2026-06-11'))).toBe(4);
    expect(pausedOn({ stageEnteredOn: entered }, entered)).toBe(0);
    expect(pausedOn({ pausedDays: 3, stageEnteredOn: undefined }, undefined)).toBe(3);
    expect(pausedOn({ hold, stageEnteredOn: undefined }, undefined)).toBe(0);
  });
});

describe('where a case stands', () => {
  const administrative = entryOf(strategy, 'administrative');
  const extrajudicial = entryOf(strategy, 'extrajudicial');

  it('is where it went, however late the account is by now', () => {
    const state = newCase({ stage: 'administrative', stageEnteredOn: entered });
    expect(standingOf(state, strategy, 400, today)).toEqual({
      stage: 'administrative',
      enteredOn: '2026-06-10',
    });
    expect(standingOf(newCase(), strategy, 400, today)).toEqual({
      stage: 'preventive',
      enteredOn: undefined,
    });
  });

  it('is back where lateness that fell belongs, from today on', () => {
    const state = newCase({ stage: 'extrajudicial', stageEnteredOn: entered });
    expect(standingOf(state, strategy, extrajudicial, today).stage).toBe('extrajudicial');
    expect(standingOf(state, strategy, extrajudicial - 1, today)).toEqual({
      stage: 'administrative',
      enteredOn: today,
    });
    expect(standingOf(state, strategy, administrative - 1, today)).toEqual({
      stage: 'preventive',
      enteredOn: today,
    });
  });

  it('is later by the days on hold', () => {
    const state = newCase({ stage: 'administrative', stageEnteredOn: entered, hold });
    expect(standingOf(state, strategy, 10, today).enteredOn).toBe('2026-06-15');
    const held = { ...state, hold: { from: today, until: addDays(today, 4) } };
    expect(standingOf(held, strategy, 0, today)).toEqual({
      stage: 'preventive',
      enteredOn: addDays(today, 4),
    });
  });
});

describe('the next stage', () => {
  const dueOn = day('2026-06-01');

  it('begins at its lateness, the administrative one at once', () => {
    expect(nextEntryOn({ stage: 'preventive', enteredOn: today }, strategy, { dueOn })).toBe(
      addDays(dueOn, entryOf(strategy, 'administrative')),
    );
    const unentered = { stage: 'administrative', enteredOn: undefined } as const;
    expect(nextEntryOn(unentered, strategy, { dueOn })).toBe(
      addDays(dueOn, entryOf(strategy, 'extrajudicial')),
    );
    expect(
      nextEntryOn({ stage: 'judicial', enteredOn: today }, strategy, { dueOn }),
    ).toBeUndefined();
  });

  it('waits for the least stay in the one before, and for what was brought along as long', () => {
    const byLateness = addDays(dueOn, entryOf(strategy, 'extrajudicial'));
    const from = (enteredOn: ReturnType<typeof day>, chaseFrom?: ReturnType<typeof day>) =>
      nextEntryOn({ stage: 'administrative', enteredOn }, strategy, { dueOn, chaseFrom });
    expect(from(day('2026-01-01'))).toBe(byLateness);
    expect(from(byLateness)).toBe(addDays(byLateness, strategy.minDaysInStage));
    const late = addDays(byLateness, 3);
    expect(from(byLateness, late)).toBe(addDays(late, strategy.minDaysInStage));
    expect(from(byLateness, day('2026-01-01'))).toBe(addDays(byLateness, strategy.minDaysInStage));
    // Exactly as long as the lateness takes.
    expect(from(addDays(byLateness, -strategy.minDaysInStage))).toBe(byLateness);
  });
});
