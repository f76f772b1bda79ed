import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesAtMost } from './bytes.ts';
import { readGrid } from './read.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const grid = (text: string | Uint8Array, target = 'bad') => {
  const { format, headers, rows, notes } = readGrid(
    'file',
    typeof text === 'string' ? bytes(text) : text,
    target,
  );
  return { format, headers, cells: rows.map(({ cells }) => cells), notes };
};

const plain = {
  format: 'csv',
  headers: ['a', 'b c', 'bad'],
  cells: [
    ['1', 'x,y', '0'],
    ['2', '', '1'],
  ],
  notes: [],
};

describe('a delimited file', () => {
  it.each([
    ['commas and quotes', 'a,"b c",bad\n1,"x,y",0\n2,,1\n'],
    ['semicolons, a byte order mark and CRLF', '\uFEFFa;b c;bad\r\n1;x,y;0\r\n2;;1\r\n'],
    ['tabs and blank lines', 'a\tb c\tbad\n\n1\tx,y\t0\n2\t\t1\n\n'],
  ])('%s', (_, text) => {
    expect(grid(text)).toEqual(plain);
  });

  it('is opened when it is under gzip, whatever its name', () => {
    expect(grid(gzipSync('a;b c;bad\n1;x,y;0\n2;;1\n'))).toEqual(plain);
  });

  it('is read as UTF-16 by its mark, and as Windows-1252 when it is not UTF-8', () => {
    const utf16 = Uint8Array.from([0xff, 0xfe, ...Buffer.from('a,b c,bad\n1,2,0\n', 'utf16le')]);
    expect(grid(utf16).headers).toEqual(['a', 'b c', 'bad']);
    expect(grid(Uint8Array.from([0x61, 0xf1, 0x6f, ...bytes(',bad\n1,0\n')])).headers).toEqual([
      'año',
      'bad',
    ]);
  });

  it('leaves out a few ragged rows and says so, and refuses many', () => {
    const rows = Array.from({ length: 200 }, (_, row) => `${row},${row % 2}`);
    const { cells, notes } = grid(['a,bad', ...rows, '1,2,3', ''].join('\n'));
    expect(cells).toHaveLength(200);
    expect(notes).toEqual(['1 rows left out: not 2 cells (the first one is row 202)']);
    expect(() => grid('a,bad\n1,0\n1,2,0\n1,0\n2,1\n')).toThrow(
      'row 3, column "3 (no header)", value "0"',
    );
  });

  it('names columns without a name, and the second of two with one', () => {
    const { headers, notes } = grid('x,,x,bad\n1,2,3,0\n');
    expect(headers).toEqual(['x', 'column 2', 'x 2', 'bad']);
    expect(notes).toEqual(['column 3 is named "x" as another one; here it is "x 2"']);
  });
});

describe('a file in somebody’s own habits', () => {
  const rows = (row: (at: number) => string, header: string): string =>
    [header, ...Array.from({ length: 30 }, (_, at) => row(at))].join('\n');
  it.each([
    [
      'semicolons around decimal commas',
      rows((at) => `${at},5;${at},25;1`, 'a;b;bad'),
      '2,5|2,25|1',
    ],
    ['spaces around decimal commas', rows((at) => `${at},5 ${at},25 1`, 'a b bad'), '2,5|2,25|1'],
    ['spaces before quotes', rows((at) => `"k${at}", "x, y", 1`, '"a", "b", "bad"'), 'k2|x, y|1'],
    ['single quotes', rows((at) => `'k, ${at}',it's,'1'`, "'a','b','bad'"), "k, 2|it's|1"],
    ['a delimiter at the end', rows((at) => `${at},x,1,`, 'a,b,bad'), '2|x|1|'],
    ['row names', rows((at) => `"r${at}",x,1`, '"a","bad"'), 'r2|x|1'],
    ['comment above', `# made by hand\n#\n${rows((at) => `${at},x,1`, 'a,b,bad')}`, '2|x|1'],
    [
      'free text over several lines',
      rows((at) => `${at},"a, b\nc, d, e\n\n""f""",1`, 'a,b,bad'),
      '2|a, b\nc, d, e\n\n"f"|1',
    ],
  ])('%s', (_, text, third) => {
    const { cells, headers } = grid(text);
    expect(cells).toHaveLength(30);
    expect(cells[2]?.join('|')).toBe(third);
    expect(headers).toContain('bad');
  });

  it('takes a quote where none belongs as a letter, and says in which row', () => {
    const { cells, notes } = grid(rows((at) => `${at === 4 ? '12" pipe' : 'x'},1`, 'a,bad'));
    expect(cells[4]).toEqual(['12" pipe', '1']);
    expect(notes.join()).toContain('row 6: a quote stands where CSV has none');
  });

  it('tells the delimiter of very long lines, of which the look cuts one', () => {
    const wide = (cell: string): string =>
      `${Array.from({ length: 9_000 }, () => cell).join(';')};1`;
    const { cells } = grid(Array(6).fill(wide('1,5')).join('\n'), 'last');
    expect(cells[5]?.slice(0, 2)).toEqual(['1,5', '1,5']);
    expect(cells[0]).toHaveLength(9_001);
  });

  it('counts rows as the file does, comment and all', () => {
    const text = rows((at) => `${at},1${at % 3 ? ',2' : ''}`, 'a,b,bad');
    expect(() => grid(`# one\n#two\n${text}`)).toThrow('row 4, column "bad"');
  });
});

describe('the first line', () => {
  const rows = (row: (at: number) => string): string =>
    Array.from({ length: 40 }, (_, at) => row(at)).join('\n');

  it('is a row although the position of the target is a value in it', () => {
    const { headers, cells } = grid(
      rows((at) => `${3 + at} ${at % 9} ${at % 2}`),
      '3',
    );
    expect(headers).toEqual(['column 1', 'column 2', 'column 3']);
    expect(cells).toHaveLength(40);
  });

  it('is a row when every text of it comes again below', () => {
    const { headers } = grid(
      rows((at) => `${'ab'[at % 2]},${'xyz'[at % 3]},+`),
      'last',
    );
    expect(headers).toEqual(['column 1', 'column 2', 'column 3']);
  });

  it.each([
    ['numbers that count', '0,1,2'],
    ['a year among words', '2016,kind,result'],
  ])('is names: %s', (_, names) => {
    expect(grid(`${names}\n${rows((at) => `${at},${at % 7},${at % 2}`)}`, 'last').headers).toEqual(
      names.split(','),
    );
  });
});

describe('the line that names the columns', () => {
  it('is missing when the first line holds numbers and not the target', () => {
    expect(grid('A11 6 1\nA12 7 2\n', 'last')).toEqual({
      format: 'white space',
      headers: ['column 1', 'column 2', 'column 3'],
      cells: [
        ['A11', '6', '1'],
        ['A12', '7', '2'],
      ],
      notes: ['no header: the columns are named by their position'],
    });
  });

  it('is the second one when that names the target', () => {
    const { headers, cells } = grid(',X1,Y\nID,LIMIT,will default\n1,5,0\n', 'will default');
    expect({ headers, cells }).toEqual({
      headers: ['ID', 'LIMIT', 'will default'],
      cells: [['1', '5', '0']],
    });
  });
});

describe('ARFF', () => {
  it('reads quoted names, comments, missing values and quoted cells', () => {
    const text = [
      '% a comment',
      "@RELATION 'two words'",
      "@attribute 'net profit' numeric",
      '@ATTRIBUTE kind {a, "b c"}',
      '@attribute class {0,1}',
      '',
      '@data',
      "1.5,'b c',0",
      '?,a,1 ',
    ].join('\r\n');
    expect(grid(text, 'class')).toEqual({
      format: 'arff',
      headers: ['net profit', 'kind', 'class'],
      cells: [
        ['1.5', 'b c', '0'],
        ['?', 'a', '1'],
      ],
      notes: [],
    });
  });

  it('keeps commas in quotes, apostrophes, and spaces around cells', () => {
    const text = [
      '@relation r',
      "@attribute k {'a, 1', b}",
      '@attribute name string',
      '@attribute m numeric',
      '@attribute class {0,1}',
      '@data',
      "'a, 1', 'it\\'s' ,?,\t1",
      "b, O'Brien , 2,0",
      '{2 5}',
    ].join('\n');
    expect(grid(text, 'class').cells).toEqual([
      ['a, 1', "it's", '?', '1'],
      ['b', "O'Brien", '2', '0'],
      ['a, 1', 'string', '5', '0'],
    ]);
  });

  it('fills sparse rows with zeros and first values', () => {
    const text =
      '@relation r\n@attribute a numeric\n@attribute k {x,y}\n@attribute class {0,1}\n@data\n{0 3, 2 1}\n{1 y}\n';
    expect(grid(text, 'class').cells).toEqual([
      ['3', 'x', '1'],
      ['0', 'y', '0'],
    ]);
  });
});

it.each([
  ['', 'the file is empty'],
  ['PK\u0003\u0004rest', 'ZIP archive or a spreadsheet'],
  ['one\ntwo\nthree\n', 'has one column only'],
  ['@relation r\n@data\n1,2\n', 'no @attribute lines'],
])('refuses %j in words', (text, words) => {
  expect(() => grid(text)).toThrow(words);
});

it('refuses what is too long for one text', () => {
  // Pages of zeros that nobody touches cost nothing.
  expect(() => grid(new Uint8Array(bytesAtMost + 1))).toThrow('holds 500 MB of text');
});
