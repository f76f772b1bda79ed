import { describe, expect, it } from 'vitest';
import { compileSchedule } from '../../local/events/schedule.ts';

/** The first instants after `from` at which an expression fires, to the minute. */
function fires(expression: string, timezone: string, from: string, count: number): string[] {
  const schedule = compileSchedule(expression, { timezone, anchor: Date.parse(from) });
  const instants: string[] = [];
  for (
    let at = schedule.nextAfter(Date.parse(from));
    at !== undefined;
    at = schedule.nextAfter(at)
  ) {
    instants.push(new Date(at).toISOString().slice(0, 16));
    if (instants.length === count) break;
  }
  return instants;
}

// "Daylight savings time" in https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
describe('daylight saving time', () => {
  it('skips a time that does not exist on the day that clocks go forward', () => {
    expect(fires('cron(30 2 * * ? *)', 'America/New_York', '2026-03-07T00:00:00Z', 2)).toEqual([
      '2026-03-07T07:30',
      '2026-03-09T06:30',
    ]);
  });

  it('fires once at a time that comes twice on the day that clocks go back', () => {
    expect(fires('cron(30 1 * * ? *)', 'America/New_York', '2026-10-31T12:00:00Z', 2)).toEqual([
      '2026-11-01T05:30',
      '2026-11-02T06:30',
    ]);
    expect(fires('cron(30 * * * ? *)', 'America/New_York', '2026-11-01T04:00:00Z', 3)).toEqual([
      '2026-11-01T04:30',
      '2026-11-01T05:30',
      '2026-11-01T07:30',
    ]);
  });

  it('keeps the local hour of at() and cron() on both sides of a change', () => {
    expect(fires('cron(0 9 ? * SUN *)', 'Europe/Madrid', '2026-03-20T00:00:00Z', 2)).toEqual([
      '2026-03-22T08:00',
      '2026-03-29T07:00',
    ]);
    expect(fires('at(2026-03-29T09:00:00)', 'Europe/Madrid', '2026-03-20T00:00:00Z', 2)).toEqual([
      '2026-03-29T07:00',
    ]);
  });
});

// The examples of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
describe('cron expressions of the guide', () => {
  it.each<[string, string[]]>([
    ['cron(0 10 * * ? *)', ['2026-01-01T10:00', '2026-01-02T10:00']],
    ['cron(15 12 * * ? *)', ['2026-01-01T12:15', '2026-01-02T12:15']],
    ['cron(0 18 ? * MON-FRI *)', ['2026-01-01T18:00', '2026-01-02T18:00', '2026-01-05T18:00']],
    ['cron(0 8 1 * ? *)', ['2026-01-01T08:00', '2026-02-01T08:00']],
    ['cron(0/15 * * * ? *)', ['2026-01-01T00:15', '2026-01-01T00:30']],
    ['cron(0/10 * ? * MON-FRI *)', ['2026-01-01T00:10', '2026-01-01T00:20']],
    ['cron(0/5 8-17 ? * MON-FRI *)', ['2026-01-01T08:00', '2026-01-01T08:05']],
    ['cron(0 9 ? * 2#1 *)', ['2026-01-05T09:00', '2026-02-02T09:00']],
  ])('%s', (expression, expected) => {
    expect(fires(expression, 'UTC', '2026-01-01T00:00:00Z', expected.length)).toEqual(expected);
  });
});
