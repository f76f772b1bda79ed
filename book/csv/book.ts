import type { BusinessDate } from '../../shared/domain/calendar.ts';
import { InvariantError } from '../../shared/domain/errors.ts';
import { stripeSucceeded } from '../inputs/stripe.ts';
import { busInput, customerHour, invoiceHour, paymentHour } from '../inputs/upstream.ts';
import { type Book, type BookInput, compareText, inOrder } from '../model.ts';
import type { CsvBook, InvoiceRow } from './rows.ts';

const source = 'upstream.book';

/**
 * The inputs that rows stand for: each customer once, on the day of its first invoice; each invoice
 * on its date; each payment as a signed webhook that names its invoice.
 */
export const bookOf = (name: string, { zone, invoices, customers, notes }: CsvBook): Book => {
  const firstDays = new Map<string, BusinessDate>();
  for (const { customerId, issuedOn } of invoices) {
    const known = firstDays.get(customerId);
    if (known === undefined || issuedOn < known) firstDays.set(customerId, issuedOn);
  }
  const inputs: BookInput[] = customers.flatMap((customer) => {
    const day = firstDays.get(customer.customerId);
    return day === undefined
      ? []
      : [
          busInput(zone, source, {
            type: 'CustomerUpserted',
            key: `customer:${customer.customerId}`,
            day,
            time: customerHour,
            data: customer,
          }),
        ];
  });
  for (const row of invoices) inputs.push(...inputsOf(row, zone));
  const days = invoices.flatMap(({ issuedOn, dueOn, payment }) => [
    issuedOn,
    dueOn,
    ...(payment === undefined ? [] : [payment.settledOn]),
  ]);
  return {
    name,
    zone,
    from: firstOf(days),
    // Every invoice gets at least to its due date.
    to: lastOf(days),
    inputs: inOrder(inputs),
    notes,
  };
};

const firstOf = (days: readonly BusinessDate[]): BusinessDate => edgeOf(days.toSorted(compareText));
const lastOf = (days: readonly BusinessDate[]): BusinessDate =>
  edgeOf(days.toSorted((a, b) => compareText(b, a)));

const edgeOf = ([edge]: readonly BusinessDate[]): BusinessDate => {
  if (edge === undefined) throw new InvariantError('a book without invoices was let through');
  return edge;
};

const inputsOf = (row: InvoiceRow, zone: string): BookInput[] => {
  const { amountMinor, payment, ...facts } = row;
  const issued = busInput(zone, source, {
    type: 'InvoiceIssued',
    key: `invoice:${row.invoiceNumber}`,
    day: row.issuedOn,
    time: invoiceHour,
    data: { ...facts, totalMinor: amountMinor },
  });
  if (payment === undefined) return [issued];
  return [
    issued,
    stripeSucceeded(
      { zone, day: payment.settledOn, time: paymentHour },
      {
        reference: row.invoiceNumber,
        amountMinor: payment.amountMinor,
        currency: row.currency,
        invoiceNumbers: [row.invoiceNumber],
      },
    ),
  ];
};
