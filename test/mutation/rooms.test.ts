import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { narrowed, roomsIn } from './rooms.ts';

const rooms = roomsIn(join(import.meta.dirname, '..', '..'));
const namesOf = (some: typeof rooms) => some.map(({ directory }) => directory);
const only = (asked: string) => narrowed(rooms, asked);

describe('rooms of the domain', () => {
  it('are its directories, and the files that lie in none', () => {
    expect(namesOf(rooms)).toContain('shared/domain/ledger');
    expect(rooms.at(-1)).toEqual({
      directory: 'shared/domain',
      mutate: ['shared/domain/*.ts', '!shared/domain/*.test.ts'],
      tests: ['shared/domain/*.test.ts'],
    });
  });

  it('are told by their own tests', () => {
    const [kpi] = only('shared/domain/kpi');
    expect(kpi).toEqual({
      directory: 'shared/domain/kpi',
      mutate: ['shared/domain/kpi/**/*.ts', '!shared/domain/kpi/**/*.test.ts'],
      tests: ['shared/domain/kpi/**/*.test.ts'],
    });
  });

  it('are all measured unless one is named', () => {
    expect(only('shared/domain')).toEqual(rooms);
    expect(namesOf(only('shared/domain/ledger/'))).toEqual(['shared/domain/ledger']);
    expect(namesOf(only('shared/domain/{kpi,insight}'))).toEqual([
      'shared/domain/insight',
      'shared/domain/kpi',
    ]);
    expect(only('shared/adapters')).toEqual([]);
  });

  it('are measured in part, still by all of their tests', () => {
    const [whole] = only('shared/domain/ledger');
    expect(only('shared/domain/ledger/check.ts')).toEqual([
      { ...whole, mutate: ['shared/domain/ledger/check.ts', '!**/*.test.ts'] },
    ]);
    const [money] = only('shared/domain/money.ts');
    expect(money?.tests).toEqual(['shared/domain/*.test.ts']);
  });
});
