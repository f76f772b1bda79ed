import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSchedule } from './schedule.ts';

const ANCHOR = Date.parse('2026-01-01T00:00:00Z');

/** The first instants after `from` at which an expression fires. */
function fires(expression: string, from: string, count: number, timezone = 'UTC'): string[] {
  const schedule = compileSchedule(expression, { timezone, anchor: ANCHOR });
  const instants: string[] = [];
  let at: number | undefined = Date.parse(from);
  while (instants.length < count) {
    at = schedule.nextAfter(at);
    if (at === undefined) break;
    instants.push(new Date(at).toISOString().slice(0, 16));
  }
  return instants;
}

describe('cron', () => {
  it.each<[string, string[]]>([
    ['cron(0 9 * * ? *)', ['2026-01-01T09:00', '2026-01-02T09:00']],
    ['cron(0/15 8-9 ? * MON-FRI *)', ['2026-01-01T08:00', '2026-01-01T08:15']],
    ['cron(*/20 * * * ? *)', ['2026-01-01T00:20', '2026-01-01T00:40']],
    ['cron(0 18 ? * 1 *)', ['2026-01-04T18:00', '2026-01-11T18:00']],
    ['cron(0 18 ? * L *)', ['2026-01-03T18:00', '2026-01-10T18:00']],
    ['cron(0 6 L * ? *)', ['2026-01-31T06:00', '2026-02-28T06:00']],
    ['cron(0 6 15W * ? *)', ['2026-01-15T06:00', '2026-02-16T06:00']],
    ['cron(0 6 ? * 3#2 *)', ['2026-01-13T06:00', '2026-02-10T06:00']],
    ['cron(0 6 ? * FRIL *)', ['2026-01-30T06:00', '2026-02-27T06:00']],
    [
      'cron(0 6 1 JAN,jul ? 2026-2027)',
      ['2026-01-01T06:00', '2026-07-01T06:00', '2027-01-01T06:00', '2027-07-01T06:00'],
    ],
    ['cron(0 6 1 1 ? 2025)', []],
  ])('%s', (expression, expected) => {
    const instants = fires(expression, '2026-01-01T00:00:00Z', Math.max(expected.length, 2));
    expect(instants.slice(0, expected.length)).toEqual(expected);
    expect(instants.length).toBeGreaterThanOrEqual(expected.length);
  });

  it('follows the time zone', () => {
    expect(fires('cron(0 9 * * ? *)', '2026-03-07T00:00:00Z', 3, 'America/New_York')).toEqual([
      '2026-03-07T14:00',
      '2026-03-08T13:00',
      '2026-03-09T13:00',
    ]);
  });

  it.each([
    'cron(0 9 * * * *)',
    'cron(0 9 ? * ? *)',
    'cron(0 9 * * ?)',
    'cron(60 9 * * ? *)',
    'cron(0 9 L-3 * ? *)',
    'cron(0 9 LW * ? *)',
    'cron(0 9 ? * 2/2 *)',
    'cron(0 9 ? * 2#6 *)',
    'cron(5-1 9 * * ? *)',
    'cron(0 9 * * ? 1969)',
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 days)',
    'rate(1 week)',
    'at(2026-01-01)',
    'at(2026-13-01T00:00:00)',
    'every(5 minutes)',
  ])('refuses %s', (expression) => {
    expect(() => compileSchedule(expression, { anchor: ANCHOR })).toThrow(expression);
  });

  it('refuses an unknown time zone', () => {
    expect(() => compileSchedule('cron(0 9 * * ? *)', { anchor: 0, timezone: 'Mars/One' })).toThrow(
      "unknown time zone 'Mars/One'",
    );
  });
});

describe('rate and at', () => {
  it('counts from the anchor', () => {
    expect(fires('rate(1 day)', '2025-01-01T00:00:00Z', 2)).toEqual([
      '2026-01-02T00:00',
      '2026-01-03T00:00',
    ]);
    expect(fires('rate(5 minutes)', '2026-01-01T00:05:00Z', 1)).toEqual(['2026-01-01T00:10']);
  });

  it('fires once, at local time', () => {
    expect(fires('at(2026-07-01T09:30:00)', '2026-01-01T00:00:00Z', 5, 'Europe/Madrid')).toEqual([
      '2026-07-01T07:30',
    ]);
  });

  it('always answers with a later instant of the grid', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 999 }),
        fc.integer({ min: 0, max: 10 ** 9 }),
        (n, offset) => {
          const next = compileSchedule(`rate(${n} minutes)`, { anchor: ANCHOR }).nextAfter(
            ANCHOR + offset,
          );
          expect(next).toBeGreaterThan(ANCHOR + offset);
          expect(((next ?? 0) - ANCHOR) % (n * 60_000)).toBe(0);
          expect((next ?? 0) - (ANCHOR + offset)).toBeLessThanOrEqual(n * 60_000);
        },
      ),
    );
  });
});
