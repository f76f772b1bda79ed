import { describe, expect, it } from 'vitest';
import { type Outcome, scoreOf, shortfalls, table, tallies } from './score.ts';

const outcomes = (file: string, statuses: Readonly<Record<string, number>>): Outcome[] =>
  Object.entries(statuses).flatMap(([status, count]) =>
    Array.from({ length: count }, () => ({ file, status })),
  );

describe('the score of mutants', () => {
  it('counts what a test noticed among all that ran or should have', () => {
    const { rows, all } = tallies([
      ...outcomes('shared/domain/b/x.ts', { Killed: 6, Timeout: 1, Survived: 2, NoCoverage: 1 }),
      ...outcomes('shared/domain/b/y.ts', { Killed: 2, Ignored: 5, CompileError: 3 }),
      ...outcomes('shared/domain/a.ts', { NoCoverage: 4 }),
    ]);
    expect(rows).toEqual([
      { directory: 'shared/domain', files: 1, killed: 0, survived: 0, uncovered: 4, ignored: 0 },
      { directory: 'shared/domain/b', files: 2, killed: 9, survived: 2, uncovered: 1, ignored: 5 },
    ]);
    expect(rows.map(scoreOf)).toEqual([0, 75]);
    expect(all).toMatchObject({ directory: 'all', files: 3, killed: 9, uncovered: 5 });
  });

  it('is good enough for a room that has nothing to notice', () => {
    expect(scoreOf(tallies([]).all)).toBe(100);
  });

  it('falls short under 70 in one directory, and under 80 over all', () => {
    const enough = tallies([
      ...outcomes('d/a/x.ts', { Killed: 7, Survived: 3 }),
      ...outcomes('d/b/x.ts', { Killed: 9, Survived: 1 }),
    ]);
    expect(shortfalls(enough)).toEqual([]);
    const one = tallies([
      ...outcomes('d/a/x.ts', { Killed: 69, Survived: 31 }),
      ...outcomes('d/b/x.ts', { Killed: 99, Survived: 1 }),
    ]);
    expect(shortfalls(one)).toEqual(['d/a: under 70 %']);
    const all = tallies(outcomes('d/a/x.ts', { Killed: 799, NoCoverage: 201 }));
    expect(shortfalls(all)).toEqual(['all together: under 80 %']);
  });

  it('is shown cut, not rounded up to what it is not', () => {
    const shown = table(tallies(outcomes('d/a/x.ts', { Killed: 7996, Survived: 2004 })));
    expect(shown.split('\n').at(-1)).toBe('| all | 1 | 7996 | 2004 | 0 | 0 | 79.9 % |');
  });
});
