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

  it('are numbers with brackets, units and codes in words', () => {
    const { columns, notes } = frame({
      brackets: (row) => (row % 2 ? `($${row}.50)` : `$ ${row + 1},000.00 `),
      term: (row) => ` ${(row * 7) % 97} months`,
      decimals: (row) => `${row},125`,
      broken: (row) => (row % 4 === 0 ? '#DIV/0!' : row / 8),
      huge: (row) => (row === 5 ? '1e400' : row / 8),
      score: (row) => (row % 10 === 0 ? 'no file' : row % 10 === 1 ? '999+' : 500 + row),
      masked: (row) => `${900 + (row % 60)}xx`,
    });
    const numbers = Object.fromEntries(
      columns.flatMap((column) =>
        column.kind === 'numeric' ? [[column.name, Array.from(column.numbers.slice(8, 10))]] : [],
      ),
    );
    expect(numbers).toEqual({
      x: [6, 13],
      brackets: [9000, -9.5],
      term: [56, 63],
      decimals: [8.125, 9.125],
      broken: [Number.NaN, 9 / 8],
      huge: [1, 9 / 8],
      score: [508, 509],
    });
    const score = columns.find(({ name }) => name === 'score');
    expect(score?.kind === 'numeric' && [...(score.texts?.values() ?? [])]).toEqual([
      'no file',
      '999+',
    ]);
    expect(notes).toContain(
      'column "score": "no file", "999+" beside numbers taken as special codes',
    );
    expect(notes).toContain('column "term": in month; the card reads the number alone');
  });

  it('say which codes are far beyond amounts of both signs, or far from everything', () => {
    const { columns } = frame({
      margin: (row) => (row % 12 === 0 ? -999 : row - 60),
      employed: (row) => (row % 9 === 0 ? 365_243 : -20 * row),
      arrears: (row) => (row === 60 ? 96 : row % 10 === 0 ? 98 : row % 5),
      outlier: (row) => (row === 3 ? 50_000 : (row * 7) % 50),
    });
    expect(
      Object.fromEntries(
        columns.map((column) => [column.name, column.kind === 'numeric' ? column.specials : []]),
      ),
    ).toEqual({ x: [], margin: [-999], employed: [365_243], arrears: [96, 98], outlier: [] });
  });

  it('of many categories stay when enough rows are in frequent ones', () => {
    const { columns, left } = frame({
      city: (row) => (row % 2 === 0 ? `rare ${row}` : `c${row % 5}`),
      person: (row) => `p${row}`,
    });
    expect(columns.map(({ name }) => name)).toEqual(['x', 'city']);
    expect(left.map(({ name }) => name)).toEqual(['person']);
  });

  it('are found by their names in other marks, and by number in a file without names', () => {
    const made = frame({ 'pay.amount_1': (row) => row % 5 }, { exclude: ['Pay Amount 1'] });
    expect(made.columns.map(({ name }) => name)).toEqual(['x']);
    const text = Array.from({ length: 90 }, (_, row) => `${row % 7} ${row % 11} ${row % 2}`);
    const unnamed = readGrid('file', new TextEncoder().encode(text.join('\n')), 'A3');
    const asked = { ...noOptions, target: 'A3', exclude: ['X1'] };
    expect(frameOf('file', unnamed, asked).target.at).toBe(2);
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

  it('are told to be of a person or of a thing', () => {
    const made = frame({ person_age: (row) => row % 40, 'AVERAGE.ACCT.AGE': (row) => row % 50 });
    expect(made.columns.map(({ name }) => name)).toEqual(['x', 'AVERAGE.ACCT.AGE']);
  });

  it('that count with gaps are identifiers too', () => {
    const lines = Array.from(
      { length: 250 },
      (_, row) => `${row * 7 + (row % 3)},${row % 9},${row % 2}`,
    );
    const text = ['contract,x,y', ...lines].join('\n');
    const made = frameOf('file', readGrid('file', new TextEncoder().encode(text), 'y'), noOptions);
    expect(whyOf(made, 'contract')).toContain('identifier');
  });

  it('do not take many rows without any record for copies', () => {
    const { copyOf } = frame({ x: (row) => (row % 3 === 0 ? -9 : row) });
    expect(Array.from(copyOf)).toEqual(Array.from({ length: rows }, (_, row) => row));
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
    ['class', ['1', '-1'], ['1']],
    ['Loan_Status', ['N', 'Y'], ['N']],
    ['not.fully.paid', ['1', '0'], ['1']],
    ['isDefault', ['No', 'Yes'], ['Yes']],
    ['nonperforming', ['0', '1'], ['1']],
    ['loan_paid_back', ['1', '0'], ['0']],
    ['status', ['non-defaulter', 'defaulter'], ['defaulter']],
    ['status', ['Not paid', 'Paid'], ['Not paid']],
    ['class', ['NB', 'B'], ['B']],
    ['MIS_Status', ['P I F', 'CHGOFF'], ['CHGOFF']],
    ['approved', ['+', '-'], ['+']],
  ] as const)('of %s with %j (the first one rarer)', (target, values, bad) => {
    expect(badOf(target, values)).toEqual(bad);
  });

  it('is one value however it is written, and says how to turn it round', () => {
    const made = frame({}, {}, (row) =>
      row % 3 ? (row % 2 ? 'Good' : 'good') : row % 2 ? 'Bad' : 'BAD ',
    );
    expect(made.target.bad.toSorted()).toEqual(['BAD', 'Bad']);
    expect(made.target.because).toMatch(/^its word says so; --bad good turns it round$/i);
    expect(made.bad.slice(0, 4)).toEqual(Uint8Array.of(1, 0, 0, 1));
    const numbers = frame({}, {}, (row) => ['1', '0.0', '0'][row % 3] ?? '');
    expect([numbers.target.bad, numbers.target.good]).toEqual([['1'], ['0.0', '0']]);
  });

  it('may be several that say so, without the loans that still run', () => {
    const states = ['Fully Paid', 'Charged Off', 'Current', 'Default', 'Late (31-120 days)'];
    const { target, notes, rows: left } = frame({}, {}, (row) => states[row % 5] ?? '');
    expect(target.bad).toEqual(['Charged Off', 'Default']);
    expect(target.good).toEqual(['Fully Paid']);
    expect(left).toBe(72);
    expect(notes[0]).toContain('48 rows left out: "y" is Current or Late (31-120 days)');
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
      '5 bad and 115 good rows; expected at least 10',
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
