import * as z from 'zod';
import { isZone } from '../../shared/domain/calendar.ts';
import { standInEmail, standInPhone } from './addresses.ts';
import { fields } from './fields.ts';
import { dateFormats, isCurrency } from './values.ts';

const zone = z.string().refine(isZone, 'expected an IANA time zone such as America/Bogota');

/** MAP.json: which column is what, and what to assume where the file is silent. */
export const bookMap = z
  .strictObject({
    columns: z
      .partialRecord(z.enum(fields), z.string().min(1).nullable())
      .default({})
      .meta({ description: 'Header of each field; null leaves a recognised column aside' }),
    defaults: z
      .strictObject({
        currency: z.string().refine(isCurrency, 'expected an ISO 4217 code such as USD').optional(),
        zone: zone.optional(),
        locale: z.enum(['en', 'es', 'pt']).optional(),
        country: z
          .string()
          .regex(/^[A-Z]{2}$/)
          .optional(),
        legalEntity: z.string().min(1).max(64).optional(),
        email: z.string().optional().meta({ description: 'May contain {customer}' }),
        phone: z.string().optional().meta({
          description: 'May contain {ordinal}: the customer by its order, two digits',
        }),
      })
      .default({}),
    zone: zone.default('UTC').meta({ description: 'Zone in which the days of the book are' }),
    dateFormat: z.enum(dateFormats).optional(),
    decimalSeparator: z.enum(['.', ',']).optional(),
    delimiter: z.enum([',', ';', '\t', '|']).optional(),
  })
  .meta({ title: 'Book map', description: 'How to read a CSV of invoices' });

export type BookMap = z.output<typeof bookMap>;

/** The map that stands for no MAP.json at all. */
export const noMap: BookMap = bookMap.parse({});

/** Headers of IBM's accounts receivable sample, in their order. */
const ibmHeaders = [
  'countryCode',
  'customerID',
  'PaperlessDate',
  'invoiceNumber',
  'InvoiceDate',
  'DueDate',
  'InvoiceAmount',
  'Disputed',
  'SettledDate',
  'PaperlessBill',
  'DaysToSettle',
  'DaysLate',
];

/**
 * That sample names neither currency, zone nor address. Its country codes are not ISO 3166.
 */
const ibmMap: BookMap = bookMap.parse({
  columns: {
    invoiceNumber: 'invoiceNumber',
    customer: 'customerID',
    issuedOn: 'InvoiceDate',
    dueOn: 'DueDate',
    amount: 'InvoiceAmount',
    settledOn: 'SettledDate',
  },
  defaults: {
    currency: 'USD',
    zone: 'UTC',
    locale: 'en',
    email: standInEmail,
    phone: standInPhone,
  },
  dateFormat: 'M/D/YYYY',
  decimalSeparator: '.',
});

/** The map of a layout that is known by its headers. */
export const knownLayout = (headers: readonly string[]): BookMap | undefined =>
  headers.length === ibmHeaders.length &&
  headers.every((header, index) => header === ibmHeaders[index])
    ? ibmMap
    : undefined;
