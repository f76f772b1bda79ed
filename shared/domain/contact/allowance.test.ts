import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSeconds, dateIn, epochMs, instant } from '../calendar.ts';
import { afterCap, afterStop, capDay } from './allowance.ts';

const attemptId = fc.stringMatching(/^[0-9a-f]{32}$/);
const noon = instant('2026-03-02T12:00:00Z');
const stopped = (secondsAgo: number) => ({
  at: addSeconds(noon, -secondsAgo),
  actor: 'ada',
  reason: 'wrong amounts',
});
const waitOf = (secondsAgo: number, id: string): number =>
  (epochMs(afterStop(stopped(secondsAgo), id, noon).until) - epochMs(noon)) / 1000;

describe('during a stop', () => {
  test('a step looks again after once to twice its length, within a quarter and eight hours', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 * 86_400 }), attemptId, (secondsAgo, id) => {
        const least = Math.min(4 * 3600, Math.max(900, secondsAgo));
        const wait = waitOf(secondsAgo, id);
        expect(wait).toBeGreaterThanOrEqual(least);
        expect(wait).toBeLessThanOrEqual(2 * least);
      }),
    );
  });

  test('steps that met it together return apart', () => {
    const ids = ['0000ffff', '00008000', '00000000'].map((start) => start.padEnd(32, '0'));
    expect(new Set(ids.map((id) => waitOf(3600, id))).size).toBe(3);
  });

  test('a stop that a faster clock dated ahead is a short one', () => {
    expect(waitOf(-30, '0'.repeat(32))).toBe(900);
  });
});

describe('beyond the cap of a day', () => {
  test('a step waits for the first hours of the next day of UTC', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_399 }), attemptId, (second, id) => {
        const now = addSeconds(instant('2026-03-02T00:00:00Z'), second);
        const { until, reason } = afterCap(id, now);
        expect(reason).toBe('daily-cap');
        expect(dateIn('UTC', until)).toBe('2026-03-03');
        expect(until < instant('2026-03-03T06:00:01Z')).toBe(true);
      }),
    );
  });

  test('counts by days of UTC, wherever the party is', () => {
    expect(capDay(instant('2026-03-02T23:59:59.999Z'))).toBe('2026-03-02');
    expect(capDay(instant('2026-03-03T00:00:00Z'))).toBe('2026-03-03');
  });
});
