import { describe, expect, it } from 'vitest';
import { businessDate, instant } from '../../calendar.ts';
import type { Application } from '../types.ts';
import { hasNewsSince, lossesCountFrom } from './news.ts';

const receivedOn = businessDate('2026-02-02');
const decided = (over: object) => ({
  receivedOn,
  decision: { round: 1, ...over } as Application['decision'],
});
const at = instant('2026-02-03T10:00:00.000Z');

describe('what was told of a customer since an application was decided', () => {
  it.each([
    ['nothing', undefined, decided({}), false],
    ['what bureaus were asked after', at, decided({ newsAt: at }), false],
    ['what came later', instant('2026-02-03T10:00:00.001Z'), decided({ newsAt: at }), true],
    ['what came after bureaus had told of nothing', at, decided({}), true],
    ['what came before the application', instant('2026-02-01T23:59:00.000Z'), decided({}), false],
    ['what came before a decision was known', at, { receivedOn }, true],
  ] as const)('is news or not: %s', (_, heardAt, of, isNews) => {
    expect(hasNewsSince({ decision: undefined, ...of }, heardAt, 'UTC')).toBe(isNews);
  });

  it('counts losses from the day of the decision, or else from the first', () => {
    const decidedOn = businessDate('2026-02-05');
    expect(lossesCountFrom(decided({ decidedOn }))).toBe(decidedOn);
    expect(lossesCountFrom(decided({}))).toBe(receivedOn);
  });
});
