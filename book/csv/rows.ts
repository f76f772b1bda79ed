import * as z from 'zod';
import { customerUpserted } from '../../events/customer-upserted.v1.ts';
import { businessDate, identifier, webUrl } from '../../events/envelope.ts';
import { legalEntity as legalEntityOf } from '../../events/parts.ts';
import { type BusinessDate, isZone } from '../../shared/domain/calendar.ts';
import { expectationOf } from '../../shared/domain/inbound/expectation.ts';
import { parseAmount, settleDecimals, thousandsNote } from './amounts.ts';
import type { Columns } from './columns.ts';
import {
  type CustomerDraft,
  type CustomerRow,
  customerIdOf,
  draftOf,
  finishCustomers,
} from './customers.ts';
import { defined } from './defined.ts';
import type { Field } from './fields.ts';
import type { BookMap } from './map.ts';
import { describeProblem, type PlacedCell, type Problem, problemsShown } from './problems.ts';
import type { Table } from './table.ts';
import {
  bookLimit,
  type DateFormat,
  dateFormats,
  inferDateFormat,
  isCurrency,
  likeliestDateFormat,
  parseDate,
} from './values.ts';

/** One row: an invoice and, when it has one, its payment. */
export type InvoiceRow = {
  readonly invoiceNumber: string;
  readonly customerId: string;
  readonly legalEntity: string;
  readonly currency: string;
  readonly issuedOn: BusinessDate;
  readonly dueOn: BusinessDate;
  readonly amountMinor: number;
  readonly payment?: { readonly settledOn: BusinessDate; readonly amountMinor: number };
  readonly orderId?: string;
  readonly paymentUrl?: string;
  readonly documentUrl?: string;
};

export type CsvBook = {
  /** What was assumed where the file says nothing. */
  readonly notes: readonly string[];
  readonly zone: string;
  readonly invoices: readonly InvoiceRow[];
  readonly customers: readonly CustomerRow[];
};

/** Reads every row and appends what is wrong to `problems`; the answer counts only when there are none. */
export const readRows = (
  file: { readonly table: Table; readonly columns: Columns; readonly idIsGuessed: boolean },
  map: BookMap,
  problems: Problem[],
): CsvBook => {
  const { table, columns, idIsGuessed } = file;
  const cellsOf = (...wanted: readonly Field[]): PlacedCell[] =>
    wanted.flatMap((field) => {
      const column = columns.get(field);
      if (column === undefined) return [];
      const { index, header } = column;
      return table.rows
        .map(({ row, cells }) => ({ row, column: header, value: (cells[index] ?? '').trim() }))
        .filter(({ value }) => value !== '');
    });
  const dateFormat = settleDateFormat(cellsOf('issuedOn', 'dueOn', 'settledOn'), map, problems);
  const currencyAt = new Map(
    table.rows.map(({ row, cells }) => {
      const index = columns.get('currency')?.index ?? -1;
      return [row, readCurrency((cells[index] ?? '').trim(), map)];
    }),
  );
  const amounts = cellsOf('amount', 'paidAmount').flatMap((cell) => {
    const currency = currencyAt.get(cell.row);
    return currency === undefined ? [] : [{ ...cell, currency }];
  });
  const decimals = settleDecimals(amounts, map.decimalSeparator, problems);
  const seenAt = new Map<string, number>();
  const customers = new Map<string, CustomerDraft>();
  const invoices: InvoiceRow[] = [];
  const sums = new Map<string, number>();
  const oddDues: string[] = [];
  const oddNames: string[] = [];

  for (const { row, cells } of table.rows) {
    const cell = (field: Field): string => {
      const column = columns.get(field);
      return column === undefined ? '' : (cells[column.index] ?? '').trim();
    };
    const refuse = (field: Field, problem: string): undefined => {
      problems.push({
        row,
        column: columns.get(field)?.header ?? field,
        value: cell(field),
        problem,
      });
      return undefined;
    };
    const date = (field: Field): BusinessDate | undefined => {
      const parsed = parseDate(cell(field), dateFormat);
      if (!parsed.ok) return refuse(field, parsed.problem);
      const { error } = businessDate.safeParse(parsed.value);
      return error === undefined
        ? parsed.value
        : refuse(field, error.issues.map(expectationOf).join('; '));
    };
    const checked = <T>(field: Field, schema: z.ZodType<T>): T | undefined => {
      if (cell(field) === '') return undefined;
      const parsed = schema.safeParse(cell(field));
      return parsed.success
        ? parsed.data
        : refuse(field, parsed.error.issues.map(expectationOf).join('; '));
    };

    const invoiceNumber =
      checked('invoiceNumber', identifier) ??
      (cell('invoiceNumber') === ''
        ? refuse('invoiceNumber', 'expected an invoice number')
        : undefined);
    if (invoiceNumber !== undefined) {
      const before = seenAt.get(invoiceNumber);
      if (before !== undefined) {
        refuse('invoiceNumber', `duplicate invoice number, first seen in row ${before}`);
      } else {
        seenAt.set(invoiceNumber, row);
      }
    }
    const customer =
      cell('customer') === ''
        ? refuse('customer', 'expected a customer')
        : customerIdOf(cell('customer')).length > longestCustomer
          ? refuse('customer', `expected at most ${longestCustomer} characters`)
          : cell('customer');
    const currency = currencyAt.get(row);
    if (currency === undefined) refuse('currency', 'expected an ISO 4217 code such as USD');
    const issuedOn = date('issuedOn');
    const dueOn = date('dueOn');
    const settledOn = cell('settledOn') === '' ? undefined : date('settledOn');
    if (issuedOn !== undefined && settledOn !== undefined && settledOn < issuedOn) {
      refuse('settledOn', `settled before it was issued on ${issuedOn}`);
    }
    if (issuedOn !== undefined && dueOn !== undefined && dueOn < issuedOn) {
      const column = columns.get('dueOn')?.header ?? 'dueOn';
      const problem = `due before it was issued on ${issuedOn}; taken as written`;
      oddDues.push(describeProblem({ row, column, value: cell('dueOn'), problem }));
    }
    const amount = (field: 'amount' | 'paidAmount'): number | undefined => {
      const parsed = parseAmount(cell(field), decimals, currency ?? 'USD');
      return parsed.ok ? parsed.value : refuse(field, parsed.problem);
    };
    const amountMinor = amount('amount');
    const paidMinor = cell('paidAmount') === '' ? amountMinor : amount('paidAmount');
    if (cell('paidAmount') !== '' && cell('settledOn') === '') {
      refuse('paidAmount', 'a paid amount needs the date on which it was paid');
    }
    const legalEntity = checked('legalEntity', entity) ?? map.defaults.legalEntity ?? 'main';
    const optional = {
      orderId: checked('orderId', identifier),
      paymentUrl: checked('paymentUrl', webUrl),
      documentUrl: checked('documentUrl', webUrl),
    };
    if (currency !== undefined) {
      const paid = cell('settledOn') === '' ? 0 : (paidMinor ?? 0);
      const before = sums.get(currency) ?? 0;
      const sum = before + Math.max(amountMinor ?? 0, paid);
      sums.set(currency, sum);
      if (before <= bookLimit && sum > bookLimit) {
        const field = paid > (amountMinor ?? 0) ? 'paidAmount' : 'amount';
        refuse(field, `with it the ${currency} of the book pass ${bookLimit} minor units`);
      }
    }
    if (customer === undefined) continue;
    const draft = draftOf(customers, customer, row);
    if (draft.clash !== undefined) {
      refuse(
        'customer',
        `has the same id as "${draft.clash}" once white space, # and | are replaced`,
      );
    }
    const name = checked('name', contact.name);
    if (name !== undefined && draft.name !== undefined && name !== draft.name) {
      const column = columns.get('name')?.header ?? 'name';
      const problem = `customer ${draft.customerId} has another name before, which stays`;
      if (idIsGuessed) {
        refuse(
          'name',
          `"${draft.name}" has the same tax id; say in a map which column is the customer`,
        );
      } else {
        oddNames.push(describeProblem({ row, column, value: name, problem }));
      }
    }
    draft.name ??= name;
    draft.email ??= checked('email', contact.email.unwrap());
    draft.phone ??= checked('phone', contact.phone.unwrap());
    draft.locale ??= checked('locale', locale);
    draft.country ??= checked('country', contact.country.unwrap());
    draft.zone ??= checked('zone', zone);
    if (
      invoiceNumber === undefined ||
      currency === undefined ||
      issuedOn === undefined ||
      dueOn === undefined ||
      amountMinor === undefined
    ) {
      continue;
    }
    invoices.push({
      invoiceNumber,
      customerId: draft.customerId,
      legalEntity,
      currency,
      issuedOn,
      dueOn,
      amountMinor,
      ...(settledOn === undefined || paidMinor === undefined
        ? {}
        : { payment: { settledOn, amountMinor: paidMinor } }),
      ...defined(optional),
    });
  }
  return {
    zone: map.zone,
    invoices,
    customers: finishCustomers(customers, map, problems),
    notes: [...thousandsNote(amounts, decimals), ...shortened(oddNames), ...shortened(oddDues)],
  };
};

const contact = customerUpserted.data.shape;
const entity = legalEntityOf.unwrap();
const longestCustomer = 128;
const zone = z.string().refine(isZone, 'expected an IANA time zone such as America/Bogota');
/** `es-MX` and `ES` say Spanish. */
const locale = z
  .string()
  .transform((text) => text.slice(0, 2).toLowerCase())
  .pipe(z.enum(['en', 'es', 'pt'], 'expected en, es or pt'));

const readCurrency = (text: string, map: BookMap): string | undefined => {
  const code = text === '' ? map.defaults.currency : text.toUpperCase();
  return code !== undefined && isCurrency(code) ? code : undefined;
};

const settleDateFormat = (
  cells: readonly PlacedCell[],
  map: BookMap,
  problems: Problem[],
): DateFormat => {
  if (map.dateFormat !== undefined) return map.dateFormat;
  const texts = cells.map(({ value }) => value);
  const inferred = inferDateFormat(texts, dateFormats);
  if ('format' in inferred) return inferred.format;
  const { fitting } = inferred;
  // 3/3/2026 is one day in any reading; the first cell that is not decides.
  const ambiguous = cells.find(({ value }) => readingsOf(value, fitting).size > 1);
  if (ambiguous !== undefined) {
    problems.push({
      ...ambiguous,
      problem: `this and every other date can be read as ${fitting.join(' and as ')}; set dateFormat in a map (--map)`,
    });
  }
  return likeliestDateFormat(texts, fitting.length > 0 ? fitting : dateFormats);
};

const readingsOf = (text: string, formats: readonly DateFormat[]): ReadonlySet<string> =>
  new Set(
    formats.flatMap((format) => {
      const parsed = parseDate(text, format);
      return parsed.ok ? [parsed.value] : [];
    }),
  );

const shortened = (lines: readonly string[]): string[] =>
  lines.length <= problemsShown
    ? [...lines]
    : [...lines.slice(0, problemsShown), `and ${lines.length - problemsShown} more like it`];
