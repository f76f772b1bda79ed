import type { InboundData } from '../../events/catalogue.ts';
import { accountIdOf } from '../../shared/domain/account.ts';
import { type BusinessDate, daysBetween, instantAt } from '../../shared/domain/calendar.ts';
import { openingEvents } from '../../shared/domain/inbound/opening.ts';
import { type Aging, agingOf } from '../../shared/domain/ledger/asof.ts';
import type { CustomerRow } from '../csv/customers.ts';
import { BookRefused, type Problem } from '../csv/problems.ts';
import type { CsvBook, InvoiceRow } from '../csv/rows.ts';
import type { BusInput } from '../model.ts';

/** What a legacy book still has open on the day of its balance, with the age that it has. */
export type Opening = {
  readonly on: BusinessDate;
  readonly zone: string;
  readonly customers: readonly CustomerRow[];
  readonly invoices: readonly InboundData<'InvoiceIssued'>[];
  /** Invoices of the file that were settled by then. */
  readonly settled: number;
  /** What was assumed where the file says nothing. */
  readonly notes: readonly string[];
};

/** Cash that came in after the day of the balance is reported to the ledger like any other. */
const openOn = ({ amountMinor, payment }: InvoiceRow, on: BusinessDate): number =>
  amountMinor - (payment !== undefined && payment.settledOn <= on ? payment.amountMinor : 0);

/** @throws BookRefused naming the invoices that were issued after the day of the balance. */
export const openingOf = (file: string, book: CsvBook, on: BusinessDate): Opening => {
  const problems = book.invoices.flatMap(({ invoiceNumber, issuedOn }): Problem[] =>
    issuedOn > on
      ? [{ value: invoiceNumber, problem: `was issued on ${issuedOn}, after the balance of ${on}` }]
      : [],
  );
  if (problems.length > 0) throw new BookRefused(file, problems);
  const open = book.invoices.filter((row) => openOn(row, on) > 0);
  const known = new Set(open.map(({ customerId }) => customerId));
  return {
    on,
    zone: book.zone,
    customers: book.customers.filter(({ customerId }) => known.has(customerId)),
    invoices: open.map((row) => {
      const { amountMinor: _amount, payment: _payment, ...facts } = row;
      return { ...facts, totalMinor: openOn(row, on), openingBalance: { on } };
    }),
    settled: book.invoices.length - open.length,
    notes: book.notes,
  };
};

const source = 'upstream.opening-balance';

/**
 * The events that bring it in, customers first. Their ids depend on the file alone, so that whoever
 * sends them again brings nothing twice; they are as old as the balance, so that what a customer
 * told the company since stays as it was told.
 */
export const openingInputs = ({ on, zone, customers, invoices }: Opening): BusInput[] => {
  const occurredAt = instantAt(zone, on, '00:00');
  const input = (detailType: string, key: string, data: Readonly<Record<string, unknown>>) => ({
    door: 'bus' as const,
    at: occurredAt,
    day: on,
    key,
    source,
    detailType,
    detail: { meta: { eventId: `${openingEvents}${on}:${key}`, occurredAt }, data },
  });
  return [
    ...customers.map((data) => input('CustomerUpserted', `customer:${data.customerId}`, data)),
    ...invoices.map((data) => input('InvoiceIssued', `invoice:${data.invoiceNumber}`, data)),
  ];
};

/** A currency of a legacy book, amounts in minor units. */
export type OpeningSum = {
  readonly currency: string;
  readonly invoices: number;
  readonly accounts: number;
  readonly openMinor: number;
  readonly overdueInvoices: number;
  readonly overdueMinor: number;
  readonly aging: Aging;
};

export const accountOf = ({
  customerId,
  legalEntity,
  currency,
}: InboundData<'InvoiceIssued'>): string => accountIdOf(customerId, legalEntity, currency);

const sumOf = (invoices: readonly { readonly totalMinor: number }[]): number =>
  invoices.reduce((sum, { totalMinor }) => sum + totalMinor, 0);

/** A row of a file has one due date. */
const dueOnOf = ({ dueOn }: InboundData<'InvoiceIssued'>): BusinessDate => dueOn as BusinessDate;

export const isOverdue = (invoice: InboundData<'InvoiceIssued'>, on: BusinessDate): boolean =>
  daysBetween(dueOnOf(invoice), on) > 0;

export const sumsOf = ({ on, invoices }: Opening): OpeningSum[] =>
  [...Map.groupBy(invoices, ({ currency }) => currency)]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([currency, own]) => {
      const overdue = own.filter((invoice) => isOverdue(invoice, on));
      return {
        currency,
        invoices: own.length,
        accounts: new Set(own.map(accountOf)).size,
        openMinor: sumOf(own),
        overdueInvoices: overdue.length,
        overdueMinor: sumOf(overdue),
        aging: agingOf(
          own.map((invoice) => ({ dueOn: dueOnOf(invoice), openMinor: invoice.totalMinor })),
          on,
        ),
      };
    });
