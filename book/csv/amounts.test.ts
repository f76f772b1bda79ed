import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponentOf } from '../../shared/domain/money.ts';
import { BookRefused } from './problems.ts';
import { readCsv, readMap } from './read.ts';

type Written = readonly [text: string, currency: string];

const bookOf = (amounts: readonly Written[]): string =>
  [
    'Número Factura;Cliente;Fecha Emisión;Fecha Vencimiento;Monto Total;Moneda',
    ...amounts.map(([text, currency], n) => `F${n};C1;2026-01-05;2026-02-04;${text};${currency}`),
  ].join('\n');

const minorOf = (amounts: readonly Written[], map?: string): readonly number[] =>
  readCsv(
    'book.csv',
    bookOf(amounts),
    map === undefined ? undefined : readMap('map.json', map),
  ).invoices.map(({ amountMinor }) => amountMinor);

const refusalOf = (amounts: readonly Written[]): string => {
  try {
    minorOf(amounts);
  } catch (error) {
    if (error instanceof BookRefused) return error.message;
    throw error;
  }
  throw new Error('the book was not refused');
};

describe('which separator stands before the decimals', () => {
  const cases: readonly (readonly [string, readonly Written[], readonly number[]])[] = [
    [
      'pesos of Chile in thousands',
      [
        ['500.000', 'CLP'],
        ['750.000', 'CLP'],
      ],
      [500_000, 750_000],
    ],
    ['pesos of Colombia in thousands', [['1.500', 'COP']], [150_000]],
    ['dollars in thousands', [['1.500', 'USD']], [150_000]],
    ['millions', [['1.190.000', 'CLP']], [1_190_000]],
    [
      'millions that decide for a dinar',
      [
        ['1.190.000', 'COP'],
        ['2.500', 'KWD'],
      ],
      [119_000_000, 2_500_000],
    ],
    ['thousands with commas', [['1,500', 'USD']], [150_000]],
    [
      'thousands beside decimals',
      [
        ['1.500', 'EUR'],
        ['20,5', 'EUR'],
      ],
      [150_000, 2_050],
    ],
    [
      'whole amounts alone',
      [
        ['500', 'CLP'],
        ['20', 'KWD'],
      ],
      [500, 20_000],
    ],
    [
      'decimals of nothing',
      [
        ['500.00', 'CLP'],
        ['500.0000', 'USD'],
      ],
      [500, 50_000],
    ],
    [
      'three decimals below one',
      [
        ['0,500', 'KWD'],
        ['2,500', 'KWD'],
      ],
      [500, 2_500],
    ],
    [
      'three decimals without groups',
      [
        ['1500.250', 'KWD'],
        ['2.500', 'KWD'],
      ],
      [1_500_250, 2_500],
    ],
    [
      'pesos beside cents',
      [
        ['500.000', 'CLP'],
        ['100,50', 'USD'],
      ],
      [500_000, 10_050],
    ],
  ];
  it.each(cases)('%s', (_, amounts, expected) => {
    expect(minorOf(amounts)).toEqual(expected);
  });

  it('refuses a book whose every amount has two readings, and tells both', () => {
    expect(
      refusalOf([
        ['100', 'KWD'],
        ['1.500', 'KWD'],
        ['2.500', 'KWD'],
      ]),
    ).toBe(
      'book.csv cannot be run, 1 problem:\n  row 3, column "Monto Total", value "1.500": this and every other amount can be read as 1.500 KWD and as 1500.000 KWD; set decimalSeparator in a map (--map)',
    );
    expect(refusalOf([['1,500', 'KWD']])).toContain('as 1500.000 KWD and as 1.500 KWD');
  });

  it('refuses three decimals of a currency that has fewer, where others show a point', () => {
    expect(
      refusalOf([
        ['100.50', 'USD'],
        ['99.95', 'USD'],
        ['1.500', 'USD'],
      ]),
    ).toContain(
      'row 4, column "Monto Total", value "1.500": USD has 2 decimal places, and other amounts have "." before the decimals; set decimalSeparator in a map (--map)',
    );
    expect(
      refusalOf([
        ['100.50', 'USD'],
        ['500.000', 'CLP'],
      ]),
    ).toContain('row 3');
  });

  it('refuses what contradicts most of the book', () => {
    expect(
      refusalOf([
        ['10,50', 'USD'],
        ['1.500,00', 'USD'],
        ['10.50', 'USD'],
      ]),
    ).toContain(
      'row 4, column "Monto Total", value "10.50": expected a decimal number with "," before the decimals',
    );
  });

  it('tells what was taken for thousands, unless it can be nothing else', () => {
    const notesOf = (...amounts: Written[]) =>
      readCsv('book.csv', bookOf(amounts), undefined, { real: true }).notes;
    expect(notesOf(['500', 'CLP'], ['500.000', 'CLP'])).toEqual([
      'amounts are in thousands: "500.000" is read as 500000 CLP; decimalSeparator in a map says otherwise',
    ]);
    expect(notesOf(['500.000', 'CLP'], ['1.190.000', 'CLP'])).toEqual([]);
    expect(notesOf(['100.50', 'USD'])).toEqual([]);
  });

  it('takes the word of a map', () => {
    const amounts: readonly Written[] = [
      ['1.500', 'KWD'],
      ['1.500', 'USD'],
    ];
    expect(minorOf(amounts, '{"decimalSeparator":"."}')).toEqual([1_500, 150]);
    expect(minorOf(amounts, '{"decimalSeparator":","}')).toEqual([1_500_000, 150_000]);
  });
});

describe('an amount is read as it was written, or refused', () => {
  const currencies = ['USD', 'COP', 'EUR', 'CLP', 'PYG', 'JPY', 'KWD', 'TND', 'CLF'];
  type Style = {
    readonly decimal: '.' | ',';
    readonly group: '' | '.' | ',';
    /** Decimals of zero at the end are written. */
    readonly padded: boolean;
  };
  const styles: readonly Style[] = (['.', ','] as const).flatMap((decimal) =>
    ([decimal === '.' ? ',' : '.', ''] as const).flatMap((group) =>
      [true, false].map((padded) => ({ decimal, group, padded })),
    ),
  );
  const write = (minor: number, currency: string, { decimal, group, padded }: Style): string => {
    const places = exponentOf(currency);
    const digits = String(minor).padStart(places + 1, '0');
    const whole = digits.slice(0, digits.length - places);
    const all = places === 0 ? '' : digits.slice(-places);
    const decimals = padded ? all : all.replace(/0+$/, '');
    const groups = whole.replace(/\B(?=(?:\d{3})+$)/g, group);
    return decimals === '' ? groups : `${groups}${decimal}${decimals}`;
  };
  const minor = fc.oneof(
    fc.integer({ min: 1, max: 10 ** 12 }),
    fc.integer({ min: 1, max: 2_000_000 }),
    // Whole thousands, with which people write no decimals.
    fc.integer({ min: 1, max: 9_999 }).map((thousands) => thousands * 1_000),
  );
  const amount = fc.record({ minor, currency: fc.constantFrom(...currencies) });
  const amounts = fc.oneof(
    fc.array(amount, { minLength: 1, maxLength: 6 }),
    fc
      .tuple(fc.constantFrom(...currencies), fc.array(minor, { minLength: 1, maxLength: 4 }))
      .map(([currency, all]) => all.map((each) => ({ currency, minor: each }))),
  );

  const readBack = (
    wanted: readonly { readonly minor: number; readonly currency: string }[],
    style: Style,
  ): boolean => {
    const written = wanted.map(
      (each): Written => [write(each.minor, each.currency, style), each.currency],
    );
    try {
      expect(minorOf(written)).toEqual(wanted.map((each) => each.minor));
      return true;
    } catch (error) {
      if (error instanceof BookRefused) return false;
      throw error;
    }
  };

  it.each(styles)(
    'written with $decimal before decimals, "$group" in groups, padded $padded',
    (style) => {
      let read = 0;
      fc.assert(
        fc.property(amounts, (wanted) => {
          // Only currencies of three or four decimals may be left undecided.
          const decided = wanted.every(({ currency }) => exponentOf(currency) < 3);
          const understood = readBack(wanted, style);
          if (understood) read += 1;
          expect(understood || !decided).toBe(true);
        }),
        { numRuns: 400 },
      );
      expect(read).toBeGreaterThan(200);
    },
  );
});
