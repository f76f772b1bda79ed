import { describe, expect, it } from 'vitest';
import { lineSettings } from '../../../../test/support/credit-line.ts';
import { creditLineSettings } from './settings.ts';

const problemsOf = (change: Partial<typeof lineSettings>): readonly string[] => {
  const read = creditLineSettings.safeParse({ ...lineSettings, ...change });
  return read.success ? [] : read.error.issues.map(({ path }) => path.join('.'));
};

describe('the settings of lines', () => {
  it.each([
    ['warnPercent', 70, 100],
    ['reservationDays', 1, 366],
    ['rateDays', 1, 366],
    ['rateMovePercent', 1, 1000],
    ['reviewGraceDays', 1, 366],
    ['pastDueDays', 1, 366],
  ] as const)('take a %s from %i to %i, and name it beyond', (name, least, most) => {
    expect([least, most].map((value) => problemsOf({ [name]: value }))).toEqual([[], []]);
    expect(problemsOf({ [name]: most + 1 })).toEqual([name]);
    expect(problemsOf({ [name]: 0 })).toContain(name);
  });

  it('call no usage calm that is above the one that warns', () => {
    expect(problemsOf({ warnPercent: 80, calmPercent: 80 })).toEqual([]);
    expect(problemsOf({ warnPercent: 80, calmPercent: 81 })).toEqual(['calmPercent']);
  });
});
