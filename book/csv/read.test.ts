import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BookRefused } from './problems.ts';
import { readCsv, readMap } from './read.ts';

const header = 'invoice,customer,issued,due,amount,currency,settled';
const good = 'A1,C1,2026-01-05,2026-02-04,100.50,USD,2026-02-10';

const read = (text: string) => readCsv('book.csv', text);

const refusalOf = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof BookRefused) return error.message;
    throw error;
  }
  throw new Error('the book was not refused');
};

describe('a malformed CSV names row, column and value', () => {
  const csv = (...lines: readonly string[]): string => [header, ...lines].join('\n');
  const cases: readonly (readonly [string, string, string])[] = [
    ['an empty file', '', 'book.csv cannot be run, 1 problem:\n  the file is empty'],
    ['white space only', ' \n \r\n', 'the file is empty'],
    ['a header alone', `${header}\n`, 'the file has a header and no rows'],
    [
      'a missing column',
      'invoice,customer,issued,amount,currency\nA1,C1,2026-01-05,1.00,USD',
      'row 1, column "dueOn": missing column; found "invoice", "customer", "issued", "amount", "currency"',
    ],
    [
      'no currency anywhere',
      'invoice,customer,issued,due,amount\nA1,C1,2026-01-05,2026-02-04,1.00',
      'row 1, column "currency": missing column',
    ],
    [
      'a bad date',
      csv(good, 'A2,C1,2026-02-30,2026-03-04,1.00,USD,'),
      'row 3, column "issued", value "2026-02-30": there is no such day (read as YYYY-MM-DD)',
    ],
    [
      'a date in another format',
      csv(good, 'A2,C1,2026-01-05,4.3.2026,1.00,USD,'),
      'row 3, column "due", value "4.3.2026": expected a date written YYYY-MM-DD',
    ],
    [
      'a missing date',
      csv('A2,C1,,2026-03-04,1.00,USD,'),
      'row 2, column "issued", value "": expected a date written YYYY-MM-DD',
    ],
    [
      'a negative amount',
      csv('A2,C1,2026-01-05,2026-03-04,-1.00,USD,'),
      'row 2, column "amount", value "-1.00": expected an amount above zero',
    ],
    [
      'an amount of nothing',
      csv('A2,C1,2026-01-05,2026-03-04,0.00,USD,'),
      'row 2, column "amount", value "0.00": expected an amount above zero',
    ],
    [
      'a fraction of a cent',
      csv('A2,C1,2026-01-05,2026-03-04,10.0051,USD,'),
      'row 2, column "amount", value "10.0051": USD has 2 decimal places',
    ],
    [
      'a fraction of a peso',
      csv('A2,C1,2026-01-05,2026-03-04,10.5,CLP,'),
      'row 2, column "amount", value "10.5": CLP has 0 decimal places',
    ],
    [
      'an amount in words',
      csv('A2,C1,2026-01-05,2026-03-04,ten,USD,'),
      'row 2, column "amount", value "ten": expected a decimal number such as 55.94',
    ],
    [
      'an unknown currency',
      csv('A2,C1,2026-01-05,2026-03-04,10,XQZ,'),
      'row 2, column "currency", value "XQZ": expected an ISO 4217 code such as USD',
    ],
    [
      'a duplicate invoice number',
      csv(good, good),
      'row 3, column "invoice", value "A1": duplicate invoice number, first seen in row 2',
    ],
    [
      'settled before issued',
      csv('A2,C1,2026-01-05,2026-03-04,10,USD,2026-01-04'),
      'row 2, column "settled", value "2026-01-04": settled before it was issued on 2026-01-05',
    ],
    [
      'a short row',
      csv(good, 'A2,C1,2026-01-05'),
      'row 3, column "due", value "": the row has 3 cells, the header has 7 columns',
    ],
    [
      'a long row',
      csv(good, 'A2,C1,2026-01-05,2026-03-04,10,50,USD,'),
      'row 3, column "8 (no header)", value "": the row has 8 cells, the header has 7 columns',
    ],
    [
      'an amount past counting',
      csv('A2,C1,2026-01-05,2026-03-04,100000000000.01,USD,'),
      'row 2, column "amount", value "100000000000.01": expected at most 10000000000000 minor units',
    ],
    [
      'amounts that add up past counting',
      csv(
        ...Array.from(
          { length: 101 },
          (_, n) => `A${n},C1,2026-01-05,2026-03-04,100000000000,USD,`,
        ),
      ),
      'row 102, column "amount", value "100000000000": with it the USD of the book pass 1000000000000000 minor units',
    ],
    [
      'a customer longer than an identifier',
      csv(`A2,${'c'.repeat(129)},2026-01-05,2026-03-04,10,USD,`),
      `row 2, column "customer", value "${'c'.repeat(77)}...": expected at most 128 characters`,
    ],
    [
      'a name longer than a message takes',
      `invoice,customer,issued,due,amount,currency,name\nA1,C1,2026-01-05,2026-02-04,1,USD,${'n'.repeat(201)}`,
      `row 2, column "name", value "${'n'.repeat(77)}...": expected at most 200 characters`,
    ],
    [
      'a legal entity longer than an account takes',
      `invoice,customer,issued,due,amount,currency,legal entity\nA1,C1,2026-01-05,2026-02-04,1,USD,${'e'.repeat(65)}`,
      'row 2, column "legal entity"',
    ],
    [
      'an invoice number with a space',
      csv('A 2,C1,2026-01-05,2026-03-04,10,USD,'),
      'row 2, column "invoice", value "A 2": expected no white space',
    ],
    [
      'no invoice number',
      csv(',C1,2026-01-05,2026-03-04,10,USD,'),
      'row 2, column "invoice", value "": expected an invoice number',
    ],
    [
      'no customer',
      csv('A2,,2026-01-05,2026-03-04,10,USD,'),
      'row 2, column "customer", value "": expected a customer',
    ],
    [
      'two customers that become one id',
      csv('A1,Acme Ltd,2026-01-05,2026-03-04,10,USD,', 'A2,Acme_Ltd,2026-01-05,2026-03-04,10,USD,'),
      'row 3, column "customer", value "Acme_Ltd": has the same id as "Acme Ltd"',
    ],
    ['an open quote', csv('A2,"C1,2026-01-05,2026-03-04,10,USD,'), 'is not CSV'],
    [
      'the same header twice',
      'invoice,customer,issued,due,amount,currency,amount\nA1,C1,2026-01-05,2026-02-04,1,USD,1',
      'row 1, column "amount": two columns have this header',
    ],
    [
      'two columns for one field',
      'invoice,folio,customer,issued,due,amount,currency\nA1,A1,C1,2026-01-05,2026-02-04,1,USD',
      '"invoice" and "folio" both look like invoiceNumber; say which in a map',
    ],
    [
      'days that could be months',
      'invoice,customer,issued,due,amount,currency\nA1,C1,3/3/2026,5/4/2026,1,USD',
      'row 2, column "due", value "5/4/2026": this and every other date can be read as M/D/YYYY and as D/M/YYYY; set dateFormat in a map (--map)',
    ],
    [
      'a paid amount without a date',
      'invoice,customer,issued,due,amount,currency,settled,paid amount\nA1,C1,2026-01-05,2026-02-04,1,USD,,0.50',
      'row 2, column "paid amount", value "0.50": a paid amount needs the date on which it was paid',
    ],
    [
      'a bad e-mail address',
      'invoice,customer,issued,due,amount,currency,email\nA1,C1,2026-01-05,2026-02-04,1,USD,nobody',
      'row 2, column "email", value "nobody": expected an e-mail address',
    ],
    [
      'a bad time zone',
      'invoice,customer,issued,due,amount,currency,zone\nA1,C1,2026-01-05,2026-02-04,1,USD,Mars/Olympus',
      'row 2, column "zone", value "Mars/Olympus": expected an IANA time zone',
    ],
  ];
  it.each(cases)('%s', (_, text, expected) => {
    expect(refusalOf(() => readCsv('book.csv', text))).toContain(expected);
  });

  it('lists every problem in the order of rows, twenty of them in words', () => {
    const rows = Array.from({ length: 25 }, (_, n) => `A${n},C1,2026-01-05,2026-03-04,-1,USD,`);
    const lines = refusalOf(() => readCsv('book.csv', csv(...rows))).split('\n');
    expect(lines).toHaveLength(22);
    expect(lines[0]).toBe('book.csv cannot be run, 25 problems:');
    expect(lines[1]).toContain('row 2, column "amount"');
    expect(lines[21]).toBe('  and 5 more');
  });
});

describe('a map', () => {
  it('is refused with the path of each wrong entry', () => {
    const refusal = refusalOf(() =>
      readMap('map.json', '{"columns":{"amont":"X"},"zone":"Nowhere","colour":1}'),
    );
    expect(refusal).toContain('"zone": expected an IANA time zone');
    expect(refusal).toContain('amont');
    expect(refusal).toContain('colour');
    expect(refusalOf(() => readMap('map.json', '{'))).toContain('is not JSON');
  });

  it('names a column that the file does not have', () => {
    const map = readMap('map.json', '{"columns":{"amount":"Saldo"}}');
    expect(refusalOf(() => readCsv('book.csv', `${header}\n${good}`, map))).toContain(
      'row 1, column "Saldo": missing; the map names it as amount',
    );
  });

  it('reads what no header says, and leaves a column aside', () => {
    const map = readMap(
      'map.json',
      JSON.stringify({
        columns: { invoiceNumber: 'Doc', amount: 'Saldo', country: null },
        defaults: { currency: 'COP', locale: 'es', email: '{customer}@example.com' },
        zone: 'America/Bogota',
        dateFormat: 'D/M/YYYY',
        decimalSeparator: ',',
      }),
    );
    const text =
      'Doc;Cliente;Fecha de emisión;Vencimiento;Saldo;País\nF-1;C1;3/4/2026;5/5/2026;"1.234.567,89";Colombia';
    const book = readCsv('book.csv', text, map);
    expect(book.zone).toBe('America/Bogota');
    expect(book.invoices).toEqual([
      {
        invoiceNumber: 'F-1',
        customerId: 'C1',
        legalEntity: 'main',
        currency: 'COP',
        issuedOn: '2026-04-03',
        dueOn: '2026-05-05',
        amountMinor: 123_456_789,
      },
    ]);
    expect(book.customers).toEqual([
      {
        customerId: 'C1',
        name: 'C1',
        locale: 'es',
        zone: 'America/Bogota',
        email: 'C1@example.com',
        phone: '+15550100',
      },
    ]);
  });

  it('stands in for addresses that no column has, says so, and can decline them', () => {
    const lines = `invoice,customer,issued,due,amount,currency\nA1,Ñandú & Co,2026-01-05,2026-02-04,1,USD`;
    const { customers, notes } = readCsv('book.csv', lines);
    expect(customers[0]).toMatchObject({ email: 'Nandu_-_Co@example.com', phone: '+15550100' });
    expect(notes).toEqual([
      'no column of e-mail addresses: {customer}@example.com stands in',
      'no column of phone numbers: +155501{ordinal} stands in',
    ]);
    const declined = readMap('map.json', '{"columns":{"email":null,"phone":null}}');
    expect(readCsv('book.csv', lines, declined).customers[0]).not.toHaveProperty('email');
    expect(
      readCsv('book.csv', `${lines.replace('currency', 'currency,email')},`).notes,
    ).toHaveLength(1);
  });
});

describe('what a file may look like', () => {
  const plain = read(`${header}\n${good}`);

  it('reads an invoice and its payment', () => {
    expect(plain.invoices).toEqual([
      {
        invoiceNumber: 'A1',
        customerId: 'C1',
        legalEntity: 'main',
        currency: 'USD',
        issuedOn: '2026-01-05',
        dueOn: '2026-02-04',
        amountMinor: 10_050,
        payment: { settledOn: '2026-02-10', amountMinor: 10_050 },
      },
    ]);
  });

  it.each([
    ['a byte order mark', `\uFEFF${header}\n${good}\n`],
    ['CRLF and blank lines', `${header}\r\n\r\n${good}\r\n\r\n`],
    ['quotes', `${header}\n"A1","C1",2026-01-05,2026-02-04,"100.50",USD,2026-02-10`],
    ['semicolons', `${header}\n${good}`.replaceAll(',', ';')],
    ['tabs', `${header}\n${good}`.replaceAll(',', '\t')],
    ['midnights', `${header}\nA1,C1,2026-01-05 00:00:00,2026-02-04T00:00:00Z,100.5,usd,2026-02-10`],
    [
      'headers in Spanish',
      `Número de factura,Cliente,Fecha emisión,Fecha de vencimiento,Importe,Moneda,Fecha de pago\n${good}`,
    ],
    [
      'headers in Portuguese',
      `Número da fatura,Cliente,Data de emissão,Data de vencimento,Valor,Moeda,Data de pagamento\n${good}`,
    ],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual(plain);
  });

  it('reads dates that are the same day either way', () => {
    const same = 'invoice,customer,issued,due,amount,currency\nA1,C1,3/3/2026,4/4/2026,1,USD';
    expect(read(same).invoices[0]).toMatchObject({ issuedOn: '2026-03-03', dueOn: '2026-04-04' });
  });

  it('notes what is due before it was issued, and takes it as written', () => {
    const { invoices, notes } = read(`${header}\nA1,C1,2026-01-05,2026-01-04,1,USD,`);
    expect(invoices[0]?.dueOn).toBe('2026-01-04');
    expect(notes).toContain(
      'row 2, column "due", value "2026-01-04": due before it was issued on 2026-01-05; taken as written',
    );
  });

  it('counts rows as a spreadsheet does', () => {
    expect(refusalOf(() => read(`${header}\n\n${good}\n\nA2,C1,x,2026-01-01,1,USD,`))).toContain(
      'row 5, column "issued", value "x"',
    );
  });

  it('keys customers known by name only, and keeps the name', () => {
    const { customers, invoices } = read(
      'invoice,company name,issued,due,amount,currency,correo,idioma,zona horaria\nA1,Acme & Sons,2026-01-05,2026-02-04,1,USD,pay@example.com,es-MX,America/Bogota',
    );
    expect(invoices[0]?.customerId).toBe('Acme_&_Sons');
    expect(customers).toEqual([
      {
        customerId: 'Acme_&_Sons',
        name: 'Acme & Sons',
        locale: 'es',
        zone: 'America/Bogota',
        email: 'pay@example.com',
        phone: '+15550100',
      },
    ]);
  });

  it("knows IBM's layout without a map", () => {
    const { customers, invoices, zone } = read(
      'countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,PaperlessBill,DaysToSettle,DaysLate\n391,0379-NEVHP,4/6/2013,0000611365,1/2/2013,2/1/2013,55.94,No,1/15/2013,Paper,13,0\n406,0100-AAAAA,3/3/2012,0007900770,3/4/2013,4/3/2013,61.7,Yes,4/9/2013,Electronic,36,6',
    );
    expect(zone).toBe('UTC');
    expect(invoices[0]).toEqual({
      invoiceNumber: '0000611365',
      customerId: '0379-NEVHP',
      legalEntity: 'main',
      currency: 'USD',
      issuedOn: '2013-01-02',
      dueOn: '2013-02-01',
      amountMinor: 5594,
      payment: { settledOn: '2013-01-15', amountMinor: 5594 },
    });
    expect(invoices[1]?.issuedOn).toBe('2013-03-04');
    expect(customers.map(({ email, phone }) => [email, phone])).toEqual([
      ['0100-AAAAA@example.com', '+15550100'],
      ['0379-NEVHP@example.com', '+15550101'],
    ]);
  });
});

describe('round trip', () => {
  const day = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const row = fc.record({
    customer: fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/),
    issued: day,
    due: day,
    cents: fc.integer({ min: 1, max: 10 ** 12 }),
    paid: fc.boolean(),
  });
  const delimiter = fc.constantFrom(',', ';', '\t', '|');
  const lineEnd = fc.constantFrom('\n', '\r\n');

  it('reads back whatever was written, however it was delimited', () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        delimiter,
        lineEnd,
        (rows, d, nl) => {
          const text = [
            header.replaceAll(',', d),
            ...rows.map((r, n) =>
              [
                `N${n}`,
                `"${r.customer}"`,
                r.issued,
                r.due,
                `${Math.floor(r.cents / 100)}.${String(r.cents % 100).padStart(2, '0')}`,
                'USD',
                r.paid ? r.issued : '',
              ].join(d),
            ),
          ].join(nl);
          const book = readCsv('book.csv', text);
          expect(book.invoices).toEqual(
            rows.map((r, n) => ({
              invoiceNumber: `N${n}`,
              customerId: r.customer,
              legalEntity: 'main',
              currency: 'USD',
              issuedOn: r.issued,
              dueOn: r.due,
              amountMinor: r.cents,
              ...(r.paid ? { payment: { settledOn: r.issued, amountMinor: r.cents } } : {}),
            })),
          );
          expect(new Set(book.customers.map(({ customerId }) => customerId))).toEqual(
            new Set(rows.map(({ customer }) => customer)),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});
