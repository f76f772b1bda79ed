import { describe, expect, it } from 'vitest';
import { BookRefused } from './problems.ts';
import { readCsv, readMap } from './read.ts';

const read = (text: string, map?: string, real = false) =>
  readCsv('book.csv', text, map === undefined ? undefined : readMap('map.json', map), { real });

const refusalOf = (text: string, real = false): string => {
  try {
    read(text, undefined, real);
  } catch (error) {
    if (error instanceof BookRefused) return error.message;
    throw error;
  }
  throw new Error('the book was not refused');
};

/** Two debtors, and what names them. */
const twoOf = (headers: string, first: string, second: string): string =>
  [
    `Folio;${headers};Fecha Emisión;Fecha Vencimiento;Monto Total;Moneda`,
    `F1;${first};2026-01-05;2026-02-04;500;CLP`,
    `F2;${second};2026-01-05;2026-02-04;750;CLP`,
  ].join('\n');

const customersOf = (text: string, map?: string) =>
  read(text, map).customers.map(({ customerId, name }) => [customerId, name]);

describe('who the customer is', () => {
  const twoRuts = [
    ['76111111-6', 'Comercial Sur'],
    ['77222222-K', 'Comercial Sur'],
  ];

  it.each([
    'RUT;Razón Social',
    'RUT Cliente;Razón Social',
    'R.U.T. del cliente;Cliente',
    'rut_deudor;Deudor',
    'NIT;Nombre',
    'N° RUC;Cliente',
    'RFC Receptor;Razón Social',
    'CPF/CNPJ;Razão social',
    'CNPJ do cliente;Cliente',
    'CUIT;Nombre cliente',
    'CIF;Razón Social',
    'Customer tax ID;Customer',
    'VAT number;Company name',
  ])('is told apart by the tax id: %s', (headers) => {
    const text = twoOf(headers, '76111111-6;Comercial Sur', '77222222-K;Comercial Sur');
    expect(customersOf(text)).toEqual(twoRuts);
    expect(read(text).invoices.map(({ customerId }) => customerId)).toEqual([
      '76111111-6',
      '77222222-K',
    ]);
    const [id, name] = headers.split(';');
    expect(read(text).notes).toContain(
      `customers are told apart by their tax id, column "${id}"; their name is column "${name}"`,
    );
    // It may be the seller's own, and a book that is somebody's stays in the journal.
    expect(refusalOf(text, true)).toContain(
      `row 1, column "${id}": may be the customer's tax id or your own, and no other column has ids; say in a map which column is the customer, such as {"columns":{"customer":"${id}"}}`,
    );
    const said = JSON.stringify({ columns: { customer: id, name } });
    expect(read(text, said, true).customers.map(({ customerId }) => customerId)).toEqual([
      '76111111-6',
      '77222222-K',
    ]);
  });

  it('has a tax id and no name', () => {
    const text = twoOf('RUT', '76111111-6', '77222222-K');
    expect(customersOf(text)).toEqual([
      ['76111111-6', '76111111-6'],
      ['77222222-K', '77222222-K'],
    ]);
  });

  it.each([
    ['Código Cliente;RUT;Razón Social', 'C1;76111111-6;Sur', 'C2;77222222-K;Sur'],
    ['Cliente;RUT;Razón Social', 'C1;76111111-6;Sur', 'C2;77222222-K;Sur'],
  ])('has an id of its own, which comes first: %s', (headers, first, second) => {
    const text = twoOf(headers, first, second);
    expect(customersOf(text)).toEqual([
      ['C1', 'Sur'],
      ['C2', 'Sur'],
    ]);
    expect(read(text, undefined, true).notes).toEqual([]);
  });

  it('takes VAT for a number only where it reads like one of a country', () => {
    expect(customersOf(twoOf('Customer;VAT', 'Acme;ESB12345678', 'Acme;FR40303265045'))).toEqual([
      ['ESB12345678', 'Acme'],
      ['FR40303265045', 'Acme'],
    ]);
    expect(customersOf(twoOf('Customer;VAT', 'Acme;95', 'Bolt;142'))).toEqual([
      ['Acme', 'Acme'],
      ['Bolt', 'Bolt'],
    ]);
  });

  it('refuses a row without a tax id, and two columns of them', () => {
    expect(refusalOf(twoOf('RUT;Razón Social', '76111111-6;Sur', ';Norte'))).toContain(
      'row 3, column "RUT", value "": expected a customer',
    );
    expect(
      refusalOf(twoOf('RUT;RUT Cliente;Razón Social', '1-9;2-7;Sur', '1-9;3-5;Norte')),
    ).toContain(
      'row 1, column "RUT Cliente": "RUT" and "RUT Cliente" both look like the customer\'s tax id; say which is the customer in a map',
    );
  });

  it('is what a map says', () => {
    const text = twoOf('RUT;Razón Social', '76111111-6;Sur', '77222222-K;Norte');
    expect(customersOf(text, '{"columns":{"customer":"Razón Social"}}')).toEqual([
      ['Norte', 'Norte'],
      ['Sur', 'Sur'],
    ]);
  });

  it('says when names are all there is to tell customers apart', () => {
    expect(read(twoOf('Razón Social', 'Sur', 'Sur'), undefined, true).notes).toEqual([
      'customers are told apart by their name, column "Razón Social": no column has their ids',
    ]);
  });

  it('keeps the name of its column where the id has white space', () => {
    expect(customersOf(twoOf('NIT;Nombre', '900 123 1;Sur', '900 124 1;Norte'))).toEqual([
      ['900_123_1', 'Sur'],
      ['900_124_1', 'Norte'],
    ]);
  });

  it('is not two names with one tax id, as when that is the seller’s own', () => {
    const text = twoOf('RUT;Razón Social', '76111111-6;Sur', '76111111-6;Norte');
    expect(refusalOf(text)).toContain(
      'row 3, column "Razón Social", value "Norte": "Sur" has the same tax id; say in a map which column is the customer',
    );
  });

  it('says when a customer that a map names has two names', () => {
    const text = twoOf('RUT;Razón Social', '76111111-6;Sur', '76111111-6;Norte');
    const map = '{"columns":{"customer":"RUT"}}';
    expect(customersOf(text, map)).toEqual([['76111111-6', 'Sur']]);
    expect(read(text, map, true).notes).toEqual([
      'row 3, column "Razón Social", value "Norte": customer 76111111-6 has another name before, which stays',
    ]);
  });
});

describe('what headers mean', () => {
  const withNumber = (header: string): string =>
    `${header};Cliente;Fecha Emisión;Fecha Vencimiento;Monto Total;Moneda\nF1;C1;2026-01-05;2026-02-04;500;CLP`;

  it.each([
    'Nº Documento',
    'N° Factura',
    'N.º de factura',
    'N º Factura',
    'No. Factura',
    'Nro Factura',
    'Nro. de documento',
    'Núm. Factura',
    'Número Documento',
    'Factura Nº',
    'Documento N°',
    'Nº da fatura',
    'N.º do documento',
    'Nº Nota Fiscal',
    'Invoice No.',
    'Doc No',
  ])('knows "%s" as the number of the invoice', (header) => {
    expect(read(withNumber(header)).invoices[0]?.invoiceNumber).toBe('F1');
  });

  const rest = 'Cliente;Fecha Emisión;Monto Total;Moneda';

  it('says how to name a column that is missing, with those that come near it', () => {
    expect(
      refusalOf(
        `Folio;Fecha Venc.;Vencim.;${rest}\nF1;2026-01-05;2026-01-05;C1;2026-01-05;500;CLP`,
      ),
    ).toContain(
      'row 1, column "dueOn": missing column; found "Folio", "Fecha Venc.", "Vencim.", "Cliente", "Fecha Emisión", "Monto Total", "Moneda"; perhaps it is "Fecha Venc." or "Vencim."; a map says which (--map): {"columns":{"dueOn":"Fecha Venc."}}',
    );
  });

  it('says so where no header comes near', () => {
    const text = `Folio;Límite;${rest}\nF1;2026-01-05;C1;2026-01-05;500;CLP`;
    expect(refusalOf(text)).toContain(
      '"Moneda"; a map says which (--map): {"columns":{"dueOn":"…"}}',
    );
    expect(refusalOf('Folio;Cliente;Fecha;Vence;Monto\nF1;C1;2026-01-05;2026-01-05;1')).toContain(
      'a map says which (--map): {"columns":{"currency":"…"}} or {"defaults":{"currency":"USD"}}',
    );
  });

  it.each([
    ['dueOn', 'Due Dates'],
    ['dueOn', 'Vencimeinto'],
    ['amount', 'Monto Neto'],
    ['amount', 'Importe Factura'],
    ['customer', 'Cod. Cliente'],
    ['invoiceNumber', 'Facutra'],
  ])('takes no guess for %s, but tells "%s"', (field, near) => {
    const headers = ['Folio', 'Customer ID', 'Issued', 'Due', 'Amount', 'Currency'];
    const at = { invoiceNumber: 0, customer: 1, dueOn: 3, amount: 4 }[field] ?? -1;
    const text = `${headers.with(at, near).join(';')}\nF1;C1;2026-01-05;2026-02-04;500;CLP`;
    expect(refusalOf(text)).toContain(
      `perhaps it is "${near}"; a map says which (--map): {"columns":{"${field}":"${near}"}}`,
    );
  });
});
