import { describe, expect, it } from 'vitest';
import { readGrid } from '../read/read.ts';
import { type FrameOptions, frameOf } from './frame.ts';

const rows = 120;
const noOptions: FrameOptions = {
  target: 'y',
  bad: [],
  exclude: [],
  include: [],
  id: [],
  fairness: [],
};

/** A file whose last column is the target; each column is a function of the row. */
const frame = (
  columns: Readonly<Record<string, (row: number) => string | number>>,
  options: Partial<FrameOptions> = {},
  target: (row: number) => string | number = (row) => (row % 3 === 0 ? 1 : 0),
) => {
  const all = { x: (row: number) => (row * 7) % 50, ...columns, [options.target ?? 'y']: target };
  const lines = Array.from({ length: rows }, (_, row) =>
    Object.values(all)
      .map((cell) => cell(row))
      .join('\t'),
  );
  const text = [Object.keys(all).join('\t'), ...lines].join('\n');
  const asked = { ...noOptions, ...options };
  return frameOf('file', readGrid('file', new TextEncoder().encode(text), asked.target), asked);
};

const whyOf = (made: ReturnType<typeof frame>, name: string): string | undefined =>
  made.left.find((each) => each.name === name)?.why;

describe('columns', () => {
  it('are numbers, with what is no number missing, in several notations', () => {
    const { columns, notes } = frame({
      comma: (row) => `${row},5`,
      money: (row) => `$${1 + (row % 9)},000.50`,
      rate: (row) => `${row / 10}%`,
      gaps: (row) => (row % 4 === 0 ? ' NA ' : row),
      slip: (row) => (row === 7 ? 'oops' : row),
    });
    const numbers = Object.fromEntries(
      columns.map((column) => [
        column.name,
        column.kind === 'numeric' ? Array.from(column.numbers.slice(6, 9)) : column.kind,
      ]),
    );
    expect(numbers).toEqual({
      x: [42, 49, 6],
      comma: [6.5, 7.5, 8.5],
      money: [7000.5, 8000.5, 9000.5],
      rate: [0.6, 0.7, 0.8],
      gaps: [6, 7, Number.NaN],
      slip: [6, Number.NaN, 8],
    });
    expect(notes).toEqual([
      'column "slip": 1 values that are no numbers count as missing (the first is "oops")',
    ]);
  });

  it('say which codes are no amounts', () => {
    const { columns } = frame({
      bureau: (row) => (row % 10 === 0 ? -9 : row % 10 === 1 ? -7 : row),
      scale: (row) => (row % 5) - 2,
      times: (row) => (row % 12 === 0 ? 98 : row % 4),
      months: (row) => (row % 6 === 0 ? 999 : row % 60),
      nines: (row) => row % 100,
    });
    expect(
      Object.fromEntries(
        columns.map((column) => [column.name, column.kind === 'numeric' ? column.specials : []]),
      ),
    ).toEqual({ x: [], bureau: [-9, -7], scale: [], times: [98], months: [999], nines: [] });
  });

  it('of no use are left out, each with its reason', () => {
    const made = frame({
      ID: (row) => row + 1,
      name: (row) => `n${row * 31}`,
      constant: () => 'k',
      nothing: () => '?',
      opened: (row) => `2024-01-${String((row % 28) + 1).padStart(2, '0')}`,
      outcome: (row) => (row % 3 === 0 ? 'gone' : 'fine'),
    });
    expect(made.columns.map(({ name }) => name)).toEqual(['x']);
    expect(whyOf(made, 'ID')).toBe('counts the rows: an identifier');
    expect(whyOf(made, 'name')).toContain('identifier or free text');
    expect(whyOf(made, 'constant')).toBe('constant: k in every row');
    expect(whyOf(made, 'nothing')).toBe('missing in every row');
    expect(whyOf(made, 'opened')).toContain('a date');
    expect(whyOf(made, 'outcome')).toContain('the outcome itself');
  });

  it('that speak of a protected trait stay out and serve as groups, unless asked in', () => {
    const sensitive = {
      SEX: (row: number) => row % 2,
      AgeInYears: (row: number) => 20 + (row % 40),
      'Marital-Status': (row: number) => ['s', 'm', 'd'][row % 3] ?? 's',
      passage: (row: number) => row % 7,
      mortgage: (row: number) => row % 5,
    };
    const made = frame(sensitive);
    expect(made.columns.map(({ name }) => name)).toEqual(['x', 'passage', 'mortgage']);
    expect(made.groups.map(({ name }) => name)).toEqual(['SEX', 'AgeInYears', 'Marital-Status']);
    const asked = frame(sensitive, {
      include: ['ageinyears'],
      exclude: ['passage'],
      fairness: ['SEX'],
    });
    expect(asked.columns.map(({ name }) => name)).toEqual(['x', 'AgeInYears', 'mortgage']);
    expect(asked.groups.map(({ name }) => name)).toEqual(['SEX']);
  });

  it('know copies of rows, identifiers aside, unless nearly all are copies', () => {
    const twice = (row: number): number => row % 110;
    const odd = (row: number): number => twice(row) % 2;
    const { copyOf, notes } = frame({ id: (row) => `i${row}`, x: twice }, {}, odd);
    expect(Array.from(copyOf.subarray(108))).toEqual([108, 109, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(notes).toEqual(['10 rows are copies of others; copies share a fold']);
    const few = frame({ x: (row) => row % 10 }, {}, odd);
    expect(Array.from(few.copyOf)).toEqual(Array.from({ length: rows }, (_, row) => row));
    expect(few.notes.join()).toContain('too few different ones');
  });

  it('go by position too, and by a name that holds a comma', () => {
    const made = frame(
      { 'job, title': (row) => row % 5, z: (row) => row % 6 },
      { exclude: ['job, title', '3'] },
    );
    expect(made.columns.map(({ name }) => name)).toEqual(['x']);
  });
});

describe('the bad value', () => {
  const badOf = (target: string, values: readonly [string, string], third = 3): readonly string[] =>
    frame({}, { target }, (row) => (row % third === 0 ? values[0] : values[1])).target.bad;
  it.each([
    ['status', ['good', 'bad'], ['bad']],
    ['Loan', ['Charged Off', 'Fully Paid'], ['Charged Off']],
    ['default', ['no', 'yes'], ['yes']],
    ['repaid', ['yes', 'no'], ['no']],
    ['class', ['1', '2'], ['2']],
    ['class', ['2', '1'], ['2']],
    ['credit_risk', ['1', '0'], ['0']],
    ['SeriousDlqin2yrs', ['0', '1'], ['1']],
    ['Y', ['1', '0'], ['1']],
    ['Y', ['0', '1'], ['0']],
  ] as const)('of %s with %j (the first one rarer)', (target, values, bad) => {
    expect(badOf(target, values)).toEqual(bad);
  });

  it('is what was asked for, by value and not by notation', () => {
    const options = { bad: ['2.0', 'C'] };
    const made = frame({}, options, (row) => ['2', 'c', '7', 'ok'][row % 4] ?? '');
    expect(made.target.bad).toEqual(['2', 'c']);
    expect(made.bad.slice(0, 4)).toEqual(Uint8Array.of(1, 1, 0, 0));
  });

  it('leaves rows out whose target is missing', () => {
    const made = frame({}, {}, (row) => (row % 10 === 0 ? 'NA' : row % 3 === 0 ? 1 : 0));
    expect(made.rows).toBe(rows - 12);
    expect(made.notes).toContain('12 rows left out: the target is missing');
  });
});

describe('what nothing can be learned from', () => {
  it.each([
    [
      'a target with more values',
      {},
      (row: number) => row % 3,
      'the target has 3 values (0, 1, 2)',
    ],
    ['one value', {}, () => 1, 'the target has 1 values'],
    [
      'too few of one',
      {},
      (row: number) => (row < 5 ? 1 : 0),
      '5 bad and 115 good rows; expected at least 20',
    ],
    [
      'an unknown value',
      { bad: ['9'] },
      (row: number) => row % 2,
      '--bad is no value of the target; expected one of 0, 1',
    ],
    [
      'an unknown column',
      { exclude: ['z'] },
      (row: number) => row % 2,
      '--exclude names no column',
    ],
    [
      'no column left',
      { exclude: ['x'] },
      (row: number) => row % 2,
      'out of the score (--exclude)',
    ],
  ] as const)('%s', (_, options, target, words) => {
    expect(() => frame({}, options, target)).toThrow(words);
  });
});
