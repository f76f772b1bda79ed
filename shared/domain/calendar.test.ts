import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  businessDate,
  dateIn,
  daysBetween,
  epochMs,
  instant,
  instantAt,
  instantOf,
  isZone,
  weekdayOf,
} from './calendar.ts';

describe('days', () => {
  test.each(['2026-02-30', '2026-13-01', '2026-1-1', '01/02/2026', ''])('%j is none', (text) => {
    expect(() => businessDate(text)).toThrow(RangeError);
  });

  test('have the weekdays of the calendar', () => {
    expect(weekdayOf(businessDate('1970-01-01'))).toBe('thu');
    expect(weekdayOf(businessDate('2026-03-02'))).toBe('mon');
    expect(weekdayOf(businessDate('1969-12-28'))).toBe('sun');
  });

  test('add up', () => {
    const day = fc
      .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map((date) => businessDate(date.toISOString().slice(0, 10)));
    fc.assert(
      fc.property(day, fc.integer({ min: -40_000, max: 40_000 }), (from, days) => {
        expect(daysBetween(from, addDays(from, days))).toBe(days);
        expect(addDays(from, days)).toBe(Temporal.PlainDate.from(from).add({ days }).toString());
      }),
    );
  });
});

const zones = [
  'UTC',
  'America/Bogota',
  'America/New_York',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/Havana',
  'America/St_Johns',
  'Europe/Madrid',
  'Europe/Dublin',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Asia/Gaza',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  '+05:45',
];

const moment = fc
  .integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2037, 0, 1) })
  .map((ms) => instantOf(ms));

/** Moments within a day of a change of clocks, where the short cut must not be taken. */
const nearChange = fc
  .tuple(fc.constantFrom(...zones), moment, fc.integer({ min: -1500, max: 1500 }))
  .map(([zone, at, minutes]) => {
    const next = Temporal.Instant.from(at).toZonedDateTimeISO(zone).getTimeZoneTransition('next');
    return [zone, instantOf((next?.epochMilliseconds ?? epochMs(at)) + minutes * 60_000)] as const;
  });

const anywhere = fc.oneof(fc.tuple(fc.constantFrom(...zones), moment), nearChange);

describe('a zone', () => {
  test('shows the day that the time zone database says', () => {
    fc.assert(
      fc.property(anywhere, ([zone, at]) => {
        expect(dateIn(zone, at)).toBe(
          Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString(),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('has the moment of a wall time that the time zone database says', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(anywhere, minute, ([zone, at], minutes) => {
        const date = dateIn(zone, at);
        const time = instantOf(minutes * 60_000).slice(11, 16);
        const expected = Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone, {
          disambiguation: 'compatible',
        }).epochMilliseconds;
        expect(epochMs(instantAt(zone, date, time))).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('takes the later moment in a gap and the earlier in an overlap', () => {
    const spring = instantAt('America/New_York', businessDate('2026-03-08'), '02:30');
    const autumn = instantAt('America/New_York', businessDate('2026-11-01'), '01:30:15');
    expect(spring).toBe('2026-03-08T07:30:00.000Z');
    expect(autumn).toBe('2026-11-01T05:30:15.000Z');
  });

  test('is known by its IANA name', () => {
    expect(zones.every(isZone)).toBe(true);
    expect(['', 'Mars/Olympus', 'Bogota', 'GMT+25:00'].some(isZone)).toBe(false);
    expect(() => dateIn('Mars/Olympus', instant('2026-01-01T00:00:00Z'))).toThrow(RangeError);
    expect(() => instantAt('Mars/Olympus', businessDate('2026-01-01'), '09:00')).toThrow(
      RangeError,
    );
  });
});
