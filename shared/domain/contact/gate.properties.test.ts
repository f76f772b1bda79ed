import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactRules } from '../../../contact-rules/catalogue.ts';
import {
  addDays,
  dateIn,
  daysBetween,
  epochMs,
  type Instant,
  instant,
  instantAt,
  instantOf,
  weekdayOf,
} from '../calendar.ts';
import { earliestContact, gate, windowsOn } from './gate.ts';
import type { Channel, ContactRequest, ContactView, RecentContact } from './types.ts';

const rules = contactRules('default', 1);
const request: ContactRequest = {
  channel: 'email',
  accountId: 'c1|main|USD',
  purpose: 'collection',
};

const view = (over: Partial<ContactView> = {}): ContactView => ({
  partyId: 'c1',
  zone: 'America/Bogota',
  locale: 'es',
  channels: ['email', 'sms'],
  optOuts: [],
  suppressions: [],
  recent: [],
  ...over,
});

const zones = [
  'UTC',
  'America/Bogota',
  'America/New_York',
  'America/Santiago',
  'America/Havana',
  'Europe/Madrid',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Africa/Casablanca',
] as const;

const start = epochMs(instant('2011-12-20T00:00:00Z'));
const moment = fc
  .integer({ min: 0, max: 400 * 24 * 60 })
  .map((minute) => instantOf(start + minute * 60_000));
const channel = fc.constantFrom<Channel>('email', 'sms');

/** The wall clock by another road than the code under test: `Intl` alone. */
const wallIn = (zone: string, at: Instant) => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(epochMs(at));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return { day: part('weekday'), time: `${part('hour')}:${part('minute')}` };
};

describe('whatever happens', () => {
  test('never outside the window, and never over the caps', () => {
    const wish = fc.record({ at: moment, channel, account: fc.constantFrom('a|m|USD', 'b|m|EUR') });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.array(wish, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        (zone, wishes, patient) => {
          const made: RecentContact[] = [];
          for (const { at, channel: wanted, account } of wishes.sort((l, r) =>
            l.at < r.at ? -1 : 1,
          )) {
            const asked = { channel: wanted, accountId: account, purpose: 'collection' };
            const party = view({ zone, recent: made });
            const answer = gate(asked, party, rules, at);
            const when =
              answer.answer === 'yes'
                ? at
                : answer.answer === 'later' && patient
                  ? answer.until
                  : undefined;
            if (when === undefined) continue;
            const { day, time } = wallIn(zone, when);
            expect(['Mon', 'Tue', 'Wed', 'Thu', 'Fri']).toContain(day);
            expect(time >= '09:00' && time < '19:00').toBe(true);
            made.push({
              attemptId: `${made.length}`,
              at: when,
              channel: wanted,
              accountId: account,
            });
          }
          const days = made.map((contact) => dateIn(zone, contact.at));
          expect(new Set(days).size).toBe(days.length);
          for (const day of days) {
            const run = days.filter(
              (other) => daysBetween(day, other) >= 0 && daysBetween(day, other) < 7,
            );
            expect(run.length).toBeLessThanOrEqual(2);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the earliest contact passes the gate, and nothing earlier does', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        moment,
        fc.array(fc.record({ daysAgo: fc.integer({ min: -3, max: 9 }), channel }), {
          maxLength: 4,
        }),
        fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 3 }),
        (zone, from, past, holidays) => {
          const recent = past.map(({ daysAgo, channel: used }, index) => ({
            attemptId: `${index}`,
            at: instantOf(epochMs(from) - daysAgo * 86_400_000),
            channel: used,
            accountId: 'c1|main|USD',
          }));
          const party = view({ zone, recent });
          const today = dateIn(zone, from);
          const dated = { ...rules, holidays: holidays.map((offset) => addDays(today, offset)) };
          const earliest = earliestContact(request, party, dated, from);
          if (earliest.answer === 'no') throw new Error(`no contact at all: ${earliest.rule}`);
          expect(earliest.at >= from).toBe(true);
          expect(gate(request, party, dated, earliest.at).answer).toBe('yes');
          // The answer can only change where a window opens, at midnight, or at `from` itself.
          for (let on = today; instantAt(zone, on, '09:00') < earliest.at; on = addDays(on, 1)) {
            for (const at of [
              from,
              ...['00:00', '09:00', '12:00', '18:59'].map((time) => instantAt(zone, on, time)),
            ]) {
              if (at < from || at >= earliest.at) continue;
              expect(gate(request, party, dated, at)).toMatchObject({
                answer: 'later',
                until: earliest.at,
              });
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('windows lie on the day that was asked for, in order, and open before they close', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, (zone, at) => {
        const on = dateIn(zone, at);
        const windows = windowsOn(rules, zone, 'email', on);
        expect(windows.length).toBe(['sat', 'sun'].includes(weekdayOf(on)) ? 0 : 1);
        for (const { opensAt, closesAt } of windows) {
          expect(opensAt < closesAt).toBe(true);
          expect(dateIn(zone, opensAt)).toBe(on);
        }
      }),
    );
  });
});
