import { stripeSucceeded } from '../book/inputs/stripe.ts';
import { busInput, customerHour, invoiceHour, paymentHour } from '../book/inputs/upstream.ts';
import { type Book, type BookInput, inOrder } from '../book/model.ts';
import { sampleBook } from '../book/sample/book.ts';
import { addDays, businessDate } from '../shared/domain/calendar.ts';

const zone = 'UTC';
const from = businessDate('2026-03-02');
/** Days over which the invoices of a book are issued, whatever its size. */
const issueDays = 28;
const termDays = 30;

const daysOf = (index: number) => {
  const issuedOn = addDays(from, 1 + (index % issueDays));
  return { issuedOn, dueOn: addDays(issuedOn, termDays) };
};

const number = (index: number): string => String(index + 1).padStart(6, '0');

/**
 * The case that most invoices are: one invoice, one e-mail five days before it is due, paid by a
 * webhook on the day before. Every customer has one invoice, so no work is shared with another.
 */
export const onTimeBook = (invoices: number): Book => {
  const inputs = Array.from({ length: invoices }, (_, index): BookInput[] => {
    const { issuedOn, dueOn } = daysOf(index);
    const customerId = `C-${number(index)}`;
    const invoiceNumber = `F-${number(index)}`;
    const totalMinor = 10_000 + (index % 900) * 100;
    return [
      busInput(zone, 'upstream.crm', {
        type: 'CustomerUpserted',
        key: `customer:${customerId}`,
        day: from,
        time: customerHour,
        data: {
          customerId,
          name: `Customer ${number(index)}`,
          email: `${customerId.toLowerCase()}@example.com`,
          locale: 'en',
          country: 'US',
          zone,
        },
      }),
      busInput(zone, 'upstream.erp', {
        type: 'InvoiceIssued',
        key: `invoice:${invoiceNumber}`,
        day: issuedOn,
        time: invoiceHour,
        data: {
          invoiceNumber,
          customerId,
          legalEntity: 'main',
          currency: 'USD',
          issuedOn,
          dueOn,
          totalMinor,
        },
      }),
      stripeSucceeded(
        { zone, day: addDays(dueOn, -1), time: paymentHour },
        {
          reference: invoiceNumber,
          amountMinor: totalMinor,
          currency: 'USD',
          invoiceNumbers: [invoiceNumber],
        },
      ),
    ];
  }).flat();
  return {
    name: `${invoices} on-time invoices`,
    zone,
    from,
    to: addDays(from, issueDays + termDays + 2),
    inputs: inOrder(inputs),
    notes: [],
  };
};

/** Invoices that a customer of the sample book gets in its eight months, on average. */
const invoicesPerCustomer = 5.2;

/** Good, slow, part and non-payers, refunds and disputes, as in the sample book, about so many invoices. */
export const mixedBook = (invoices: number, seed: number): Book => ({
  ...sampleBook(seed, Math.round(invoices / invoicesPerCustomer)),
  name: `about ${invoices} mixed invoices`,
});
