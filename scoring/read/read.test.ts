import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
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
