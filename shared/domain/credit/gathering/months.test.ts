import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type BusinessDate, businessDate, instant } from '../../calendar.ts';
import { monthsBefore, wholeMonths } from './months.ts';
import { isReusable } from './reuse.ts';

const day = businessDate;

describe('months', () => {
  it.each([
    ['2026-08-31', 6, '2026-02-28'],
    ['2024-08-31', 6, '2024-02-29'],
    ['2026-01-15', 1, '2025-12-15'],
    ['2026-01-15', 13, '2024-12-15'],
    ['2026-05-31', 0, '2026-05-31'],
  ])('before %s, %i of them, is %s', (date, months, expected) => {
    expect(monthsBefore(day(date), months)).toBe(expected);
  });

  it.each([
    ['2026-01-31', '2026-02-28', 0],
    ['2026-01-31', '2026-03-01', 1],
    ['2026-01-30', '2026-02-27', 0],
    ['2025-11-22', '2026-11-21', 11],
    ['2025-11-22', '2026-11-22', 12],
    ['2026-02-01', '2026-01-01', 0],
    ['2026-01-05', '2026-01-05', 0],
  ])('from %s to %s are %i whole ones', (from, to, expected) => {
    expect(wholeMonths(day(from), day(to))).toBe(expected);
  });

  it('never shrink as time goes on, and agree with going back', () => {
    const anyDay = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays(day('1990-01-01'), n));
    fc.assert(
      fc.property(anyDay, fc.nat({ max: 3000 }), (from: BusinessDate, days) => {
        const to = addDays(from, days);
        const months = wholeMonths(from, to);
        expect(months).toBeGreaterThanOrEqual(wholeMonths(from, addDays(to, -1)));
        expect(from <= monthsBefore(to, months)).toBe(true);
        expect(from <= monthsBefore(to, months + 1)).toBe(false);
      }),
    );
  });
});

describe('a report', () => {
  const received = instant('2026-01-31T23:59:59.000Z');
  it.each([
    ['2026-01-31T23:59:59.000Z', true],
    ['2026-07-30T23:59:59.999Z', true],
    ['2026-07-31T00:00:00.000Z', false],
    ['2030-01-01T00:00:00.000Z', false],
    ['2026-01-31T23:59:58.999Z', false],
  ])('is used again at %s: %s', (now, expected) => {
    expect(isReusable(received, instant(now), 6, undefined)).toBe(expected);
  });
  it('is never used again with an age of none', () => {
    expect(isReusable(received, received, 0, undefined)).toBe(false);
  });
  it.each([
    ['2026-01-31T23:59:58.999Z', true],
    ['2026-01-31T23:59:59.000Z', false],
    ['2026-02-10T00:00:00.000Z', false],
  ])('is used again when it came after the news of %s: %s', (news, expected) => {
    const now = instant('2026-03-01T00:00:00.000Z');
    expect(isReusable(received, now, 6, instant(news))).toBe(expected);
  });
});
