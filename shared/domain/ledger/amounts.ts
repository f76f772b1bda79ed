import type { Totals } from '../../ports/ledger.ts';
import { type BusinessDate, businessDate } from '../calendar.ts';
import { sumMinor } from '../money.ts';
import type { Book, Instalment, Invoice, Payment } from './types.ts';

export const noTotals: Totals = {
  issuedMinor: 0,
  creditedMinor: 0,
  writtenOffMinor: 0,
  paidMinor: 0,
  openMinor: 0,
  receivedMinor: 0,
  unappliedMinor: 0,
  refundedMinor: 0,
  reversedMinor: 0,
};

export const emptyBook = (accountId: string): Book => ({
  accountId,
  totals: noTotals,
  openCount: 0,
  aloneMinor: 0,
  invoices: new Map(),
  payments: new Map(),
});

export const paidOf = (instalment: Instalment): number =>
  sumMinor(instalment.covers.map(({ amountMinor }) => amountMinor));

export const openOf = (instalment: Instalment): number =>
  instalment.issuedMinor -
  instalment.creditedMinor -
  instalment.writtenOffMinor -
  paidOf(instalment);

/** From this day on the ledger has it. */
export const bookedOn = ({ issuedOn, openingBalance }: Invoice): BusinessDate =>
  openingBalance?.on ?? issuedOn;

export const openOfInvoice = (invoice: Invoice): number =>
  sumMinor(invoice.instalments.map(openOf));

export const unappliedOf = (payment: Payment): number =>
  payment.receivedMinor - payment.paidMinor - payment.refundedMinor;

/** Unapplied cash that is kept for named invoices. */
export const waitingOf = (payment: Payment): number =>
  payment.visiting || payment.waitsFor.length > 0 ? unappliedOf(payment) : 0;

/** Unapplied cash that any open instalment may draw on. */
export const freeOf = (payment: Payment): number => unappliedOf(payment) - waitingOf(payment);

/** The latest of some days. @throws RangeError when there is none. */
export const latest = (...days: readonly string[]): BusinessDate =>
  businessDate(days.toSorted().at(-1) ?? '');
