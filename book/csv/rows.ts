import * as z from 'zod';
import { customerUpserted } from '../../events/customer-upserted.v1.ts';
import { identifier, webUrl } from '../../events/envelope.ts';
import { type BusinessDate, isZone } from '../../shared/domain/calendar.ts';
import type { Columns } from './columns.ts';
import { type CustomerDraft, type CustomerRow, draftOf, finishCustomers } from './customers.ts';
import { defined } from './defined.ts';
import type { Field } from './fields.ts';
import type { BookMap } from './map.ts';
import type { Problem } from './problems.ts';
import type { Table } from './table.ts';
import {
  type DateFormat,
  dateFormats,
  inferDateFormat,
  inferDecimalSeparator,
  isCurrency,
  likeliestDateFormat,
  parseAmount,
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
  table: Table,
  columns: Columns,
  map: BookMap,
  problems: Problem[],
): Omit<CsvBook, 'notes'> => {
  const textsOf = (...wanted: readonly Field[]): string[] =>
    wanted.flatMap((field) => {
      const column = columns.get(field);
      return column === undefined
        ? []
        : table.rows.map(({ cells }) => (cells[column.index] ?? '').trim()).filter((t) => t !== '');
    });
  const dateFormat = settleDateFormat(textsOf('issuedOn', 'dueOn', 'settledOn'), map, problems);
  const separator = map.decimalSeparator ?? inferDecimalSeparator(textsOf('amount', 'paidAmount'));
  const seenAt = new Map<string, number>();
  const customers = new Map<string, CustomerDraft>();
  const invoices: InvoiceRow[] = [];

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
      return parsed.ok ? parsed.value : refuse(field, parsed.problem);
    };
    const checked = <T>(field: Field, schema: z.ZodType<T>): T | undefined => {
      if (cell(field) === '') return undefined;
      const parsed = schema.safeParse(cell(field));
      return parsed.success
        ? parsed.data
        : refuse(field, parsed.error.issues.map((issue) => issue.message).join('; '));
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
      cell('customer') === '' ? refuse('customer', 'expected a customer') : cell('customer');
    const currency = readCurrency(cell('currency'), map);
    if (currency === undefined) refuse('currency', 'expected an ISO 4217 code such as USD');
    const issuedOn = date('issuedOn');
    const dueOn = date('dueOn');
    const settledOn = cell('settledOn') === '' ? undefined : date('settledOn');
    if (issuedOn !== undefined && settledOn !== undefined && settledOn < issuedOn) {
      refuse('settledOn', `settled before it was issued on ${issuedOn}`);
    }
    const amount = (field: 'amount' | 'paidAmount'): number | undefined => {
      const parsed = parseAmount(cell(field), separator, currency ?? 'USD');
      return parsed.ok ? parsed.value : refuse(field, parsed.problem);
    };
    const amountMinor = amount('amount');
    const paidMinor = cell('paidAmount') === '' ? amountMinor : amount('paidAmount');
    if (cell('paidAmount') !== '' && cell('settledOn') === '') {
      refuse('paidAmount', 'a paid amount needs the date on which it was paid');
    }
    const legalEntity = checked('legalEntity', identifier) ?? map.defaults.legalEntity ?? 'main';
    const optional = {
      orderId: checked('orderId', identifier),
      paymentUrl: checked('paymentUrl', webUrl),
      documentUrl: checked('documentUrl', webUrl),
    };
    if (customer === undefined) continue;
    const draft = draftOf(customers, customer, row);
    if (draft.clash !== undefined) {
      refuse(
        'customer',
        `has the same id as "${draft.clash}" once white space, # and | are replaced`,
      );
    }
    draft.name ??= cell('name') || undefined;
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
  return { zone: map.zone, invoices, customers: finishCustomers(customers, map, problems) };
};

const contact = customerUpserted.data.shape;
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
  texts: readonly string[],
  map: BookMap,
  problems: Problem[],
): DateFormat => {
  if (map.dateFormat !== undefined) return map.dateFormat;
  const inferred = inferDateFormat(texts, dateFormats);
  if ('format' in inferred) return inferred.format;
  if (inferred.fitting.length > 1 && texts.length > 0) {
    problems.push({
      problem: `the dates can be read as ${inferred.fitting.join(' and as ')}; set dateFormat in a map (--map)`,
    });
  }
  return likeliestDateFormat(texts, inferred.fitting.length > 0 ? inferred.fitting : dateFormats);
};
