import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BookRefused } from '../csv/problems.ts';
import { readBook } from '../read-book.ts';
import { type Arguments, readArguments, UsageError } from './arguments.ts';

const asked = (...args: readonly string[]): Arguments => {
  const read = readArguments(args);
  if (read === 'help') throw new Error('help was not asked for');
  return read;
};

it('has a default for everything', () => {
  expect(asked()).toEqual({
    invoices: undefined,
    map: undefined,
    asOf: [],
    knownAt: undefined,
    until: undefined,
    out: 'out',
    seed: 1,
    environment: 'dev',
    engine: 'memory',
    deliveries: 1,
    shuffle: false,
  });
  expect(readArguments(['--help'])).toBe('help');
});

it('takes days in any order and once each', () => {
  const { asOf, knownAt } = asked(
    '--as-of=2026-02-28',
    '--as-of=2026-01-31',
    '--as-of=2026-02-28',
    '--known-at=2026-03-01T12:00:00-05:00',
  );
  expect(asOf).toEqual(['2026-01-31', '2026-02-28']);
  expect(knownAt).toBe('2026-03-01T17:00:00.000Z');
});

it.each([
  [['--invoice', 'x'], "Unknown option '--invoice'"],
  [['book.csv'], 'book.csv'],
  [['--map', 'm.json'], '--map: needs --invoices'],
  [['--as-of', '2026-02-30'], '--as-of 2026-02-30: expected a day written YYYY-MM-DD'],
  [['--known-at', '2026-02-03'], '--known-at 2026-02-03: expected an instant'],
  [['--seed', '-1'], 'seed'],
  [['--seed', '1.5'], '--seed 1.5: expected a whole number, 0 or more'],
  [['--deliveries', '0'], '--deliveries 0: expected a whole number, 1 or more'],
])('refuses %j', (args, message) => {
  expect(() => readArguments(args)).toThrow(UsageError);
  expect(() => readArguments(args)).toThrow(message);
});

const folder = mkdtempSync(join(tmpdir(), 'cartera-book-'));
const csv = join(folder, 'small.csv');
writeFileSync(
  csv,
  'invoice,customer,issued,due,amount,currency\nA1,C1,2026-01-05,2026-02-04,10.00,USD\n',
);

it('reads the book that was asked for, to the day that was asked for', () => {
  expect(readBook(asked('--invoices', csv))).toMatchObject({ name: 'small.csv', to: '2026-02-04' });
  expect(readBook(asked('--invoices', csv, '--as-of', '2026-03-31')).to).toBe('2026-03-31');
  expect(readBook(asked('--invoices', csv, '--until', '2026-01-10')).to).toBe('2026-01-10');
  expect(() => readBook(asked('--invoices', csv, '--until', '2026-01-01'))).toThrow(
    '--until 2026-01-01: the book goes on to 2026-01-05',
  );
  expect(readBook(asked('--invoices', csv, '--deliveries', '3', '--shuffle')).inputs).toHaveLength(
    6,
  );
  expect(readBook(asked('--seed', '3')).name).toBe('Sample book');
});

it('refuses a file that is not there, and a book that cannot be run', () => {
  expect(() => readBook(asked('--invoices', join(folder, 'none.csv')))).toThrow(
    'none.csv: cannot be read (ENOENT)',
  );
  const bad = join(folder, 'bad.csv');
  writeFileSync(bad, 'invoice,customer\nA1,C1\n');
  expect(() => readBook(asked('--invoices', bad))).toThrow(BookRefused);
});
