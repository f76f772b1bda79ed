import { describe, expect, it } from 'vitest';
import { businessDate, instant } from '../../calendar.ts';
import type { Application } from '../types.ts';
import { isLaterThan, isNewsTo } from './news.ts';

const receivedOn = businessDate('2026-02-02');
const decided = (over: object) => ({
  receivedOn,
  decision: { round: 1, ...over } as Application['decision'],
});
const at = instant('2026-02-03T10:00:00.000Z');

describe('what was told of a customer since an application was decided', () => {
  it.each([
    ['what bureaus were asked after', at, decided({ newsAt: at }), false],
    ['what came later', instant('2026-02-03T10:00:00.001Z'), decided({ newsAt: at }), true],
    ['what came after bureaus had told of nothing', at, decided({}), true],
    ['what came before the application', instant('2026-02-01T23:59:00.000Z'), decided({}), false],
    ['what came before a decision was known', at, { receivedOn, decision: undefined }, true],
  ] as const)('by a bureau is news or not: %s', (_, heardAt, of, isNews) => {
    expect(isNewsTo(of, heardAt, 'UTC')).toBe(isNews);
  });

  const read = { readTo: [{ currency: 'USD', version: 7 }], decidedOn: '2026-02-03' };
  it.each([
    ['what was read, on the day itself', decided(read), 7, at, false],
    ['what comes after it, whatever its clock says', decided(read), 8, '2026-02-01', true],
    ['an account that was not read', decided({ ...read, readTo: [] }), 1, at, true],
    ['the day before the decision', decided({ decidedOn: '2026-02-03' }), 9, '2026-02-02', false],
    ['its day, where nothing was read', decided({ decidedOn: '2026-02-03' }), 1, at, true],
    ['the day of the application, undecided', { receivedOn, decision: undefined }, 1, at, true],
  ] as const)('by the ledger is news or not: %s', (_, of, version, when, isNews) => {
    const recordedAt = when === at ? at : instant(`${when}T10:00:00.000Z`);
    expect(isLaterThan(of, { currency: 'USD', version, recordedAt }, 'UTC')).toBe(isNews);
  });
});
