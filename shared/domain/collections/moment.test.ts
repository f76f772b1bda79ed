import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contactRules } from '../../../contact-rules/catalogue.ts';
import { accountId, at, day, deskOf, viewOf } from '../../../test/support/collections.ts';
import { addDays, dateIn, instantAt } from '../calendar.ts';
import { createDesk } from './desk.ts';
import { momentOf, spreadOf } from './moment.ts';

const email = { kind: 'message', channel: 'email', template: 'reminder-overdue' } as const;
const task = { kind: 'task', role: 'collector', task: 'call', dueInDays: 2 } as const;
const key = { step: 'notify-overdue', anchorOn: day('2026-06-08') };

describe('the spread', () => {
  it('covers the unit interval evenly, for accounts that differ in one digit', () => {
    const buckets = Array.from({ length: 10 }, () => 0);
    for (let account = 0; account < 10_000; account += 1) {
      const spread = spreadOf(`${account}|main|USD/notify-overdue/2026-06-08`);
      const bucket = Math.floor(spread * 10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe('the moment of a step', () => {
  it('leaves the last hour of the window to what is late', () => {
    const moments = Array.from({ length: 500 }, (_, n) =>
      momentOf(
        key,
        email,
        `${n}|main|USD`,
        day('2026-06-09'),
        at('2026-06-08T20:00:00Z'),
        deskOf(),
      ),
    );
    const sorted = moments.toSorted();
    expect(sorted[0]?.slice(0, 13)).toBe('2026-06-09T09');
    expect(sorted.at(-1)?.slice(0, 13)).toBe('2026-06-09T17');
  });

  it('is whole seconds, within the window, on or after its day, whenever it is asked', () => {
    const zones = ['UTC', 'America/Bogota', 'Asia/Kolkata', 'America/New_York', 'Pacific/Apia'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: -20, max: 30 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.constantFrom(email, task),
        fc.string({ maxLength: 8 }),
        (zone, start, ahead, minute, action, account) => {
          const today = addDays(day('2025-12-20'), start);
          const now = at(
            new Date(Date.parse(instantAt('UTC', today, '00:00')) + minute * 60_000).toISOString(),
          );
          const stepOn = addDays(today, ahead);
          const desk = deskOf(viewOf({ zone }));
          const moment = momentOf(key, action, account, stepOn, now, desk);
          expect(moment >= now).toBe(true);
          const on = dateIn(zone, moment);
          expect(on >= stepOn).toBe(true);
          const [window] = desk.windowsOn('email', on);
          expect(window !== undefined && moment >= window.opensAt && moment < window.closesAt).toBe(
            true,
          );
          // Asking again at any time up to then gives the same answer.
          expect(momentOf(key, action, account, stepOn, moment, desk)).toBe(moment);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is noon when the rules have no window at all, so that the gate can refuse it', () => {
    const closed = createDesk(
      accountId,
      viewOf(),
      { ...contactRules('default', 1), windows: [] },
      'live',
      () => false,
    );
    const now = at('2026-06-08T20:00:00Z');
    expect(momentOf(key, email, accountId, day('2026-06-09'), now, closed)).toBe(
      '2026-06-09T12:00:00.000Z',
    );
    expect(momentOf(key, task, accountId, day('2026-06-01'), now, closed)).toBe(now);
  });

  it('goes to the second window of a day that has two', () => {
    const rules = contactRules('default', 1);
    const [window] = rules.windows;
    if (window === undefined) throw new Error('the default rules have a window');
    const siesta = {
      ...rules,
      windows: [
        { ...window, from: '09:00', to: '13:00' },
        { ...window, from: '16:00', to: '19:00' },
      ],
    };
    const desk = createDesk(accountId, viewOf(), siesta, 'live', () => false);
    const moment = momentOf(
      key,
      email,
      accountId,
      day('2026-06-09'),
      at('2026-06-09T14:00:00Z'),
      desk,
    );
    expect(moment >= '2026-06-09T16:00' && moment < '2026-06-09T19:00').toBe(true);
  });

  it('counts in UTC for parties that nobody registered or whose zone is nonsense', () => {
    expect(deskOf(undefined).zone).toBe('UTC');
    expect(deskOf(viewOf({ zone: 'Mars/Olympus' })).zone).toBe('UTC');
  });
});
