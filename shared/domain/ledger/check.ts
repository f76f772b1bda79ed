import type { AccountCommand } from '../../ports/commands.ts';
import { currencyOf } from '../account.ts';
import { sumMinor } from '../money.ts';
import { openOfInvoice } from './amounts.ts';
import { shrinkableOf } from './shrink.ts';
import type { Invoice, Payment } from './types.ts';

/** A command that the ledger can be asked to decide; continuations only resume one of these. */
export type Entrant = Exclude<AccountCommand, { readonly kind: 'continue-plan' }>;

export type Verdict =
  | { readonly kind: 'go' }
  /** What it refers to has not arrived. */
  | { readonly kind: 'hold'; readonly referent: string }
  | { readonly kind: 'refuse'; readonly code: RefusalCode; readonly message: string };

export const refusalCodes = [
  'invoice-known',
  'invoice-unknown',
  'invoice-cancelled',
  'instalments-off',
  'exceeds-invoice',
  'nothing-open',
  'payment-known',
  'payment-elsewhere',
  'currency-differs',
  'exceeds-payment',
  'exceeds-reversal',
  'reversal-known',
  'payment-unknown',
  'reversal-unknown',
  'dispute-known',
  'dispute-unknown',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

const go: Verdict = { kind: 'go' };
const refuse = (code: RefusalCode, message: string): Verdict => ({ kind: 'refuse', code, message });
const hold = (referent: string): Verdict => ({ kind: 'hold', referent });

export const invoiceReferent = (invoiceNumber: string): string => `invoice:${invoiceNumber}`;
export const paymentReferent = (paymentId: string): string => `payment:${paymentId}`;
export const reversalReferent = (reversalId: string): string => `reversal:${reversalId}`;

/** The invoice that a command is about, if it is about one. */
export const invoiceOf = (command: Entrant): string | undefined =>
  'invoiceNumber' in command ? command.invoiceNumber : undefined;

export const paymentOf = (command: Entrant): string | undefined =>
  'paymentId' in command ? command.paymentId : undefined;

/** The business date that a command counts for, as far as it decides. */
export const dateOf = (command: Entrant): string => {
  switch (command.kind) {
    case 'issue-invoice':
    case 'post-credit-note':
      return command.issuedOn;
    case 'adjust-invoice':
      return command.adjustedOn;
    case 'cancel-invoice':
      return command.cancelledOn;
    case 'record-payment':
      return command.receivedOn;
    case 'refund-payment':
      return command.refundedOn;
    case 'reverse-payment':
      return command.reversedOn;
    case 'reinstate-payment':
      return command.reinstatedOn;
    case 'contest-payment':
      return command.contestedOn;
    case 'write-off-invoice':
      return command.writtenOffOn;
    case 'dispute-invoice':
      return command.disputedOn;
    case 'clear-dispute':
      return command.clearedOn;
  }
};

const shrinking = (invoice: Invoice, amountMinor: number): Verdict => {
  const most = shrinkableOf(invoice);
  return amountMinor > most
    ? refuse('exceeds-invoice', `at most ${most} can be taken off ${invoice.invoiceNumber}`)
    : go;
};

const onInvoice = (command: Entrant, invoice: Invoice): Verdict => {
  const number = invoice.invoiceNumber;
  switch (command.kind) {
    case 'issue-invoice':
      return refuse('invoice-known', `${number} was issued before`);
    case 'adjust-invoice': {
      if (command.deltaMinor > 0) return go;
      if (!invoice.voided) return shrinking(invoice, -command.deltaMinor);
      const most = sumMinor(invoice.instalments.map(({ creditedMinor }) => creditedMinor));
      return -command.deltaMinor > most
        ? refuse('exceeds-invoice', `at most ${most} can be taken off ${number}`)
        : go;
    }
    case 'cancel-invoice':
      return invoice.voided ? refuse('invoice-cancelled', `${number} is cancelled`) : go;
    case 'post-credit-note':
      return invoice.voided
        ? refuse('invoice-cancelled', `${number} is cancelled`)
        : shrinking(invoice, command.amountMinor);
    case 'write-off-invoice':
      return openOfInvoice(invoice) > 0 ? go : refuse('nothing-open', `${number} is settled`);
    case 'dispute-invoice':
      if (invoice.disputedOn !== undefined) {
        return refuse('dispute-known', `${number} is disputed since ${invoice.disputedOn}`);
      }
      return openOfInvoice(invoice) > 0 ? go : refuse('nothing-open', `${number} is settled`);
    case 'clear-dispute':
      return invoice.disputedOn === undefined
        ? refuse('dispute-unknown', `${number} is not disputed`)
        : go;
    default:
      return go;
  }
};

const onPayment = (command: Entrant, payment: Payment): Verdict => {
  const id = payment.paymentId;
  const kept = payment.receivedMinor - payment.refundedMinor;
  switch (command.kind) {
    case 'record-payment':
      return refuse('payment-known', `${id} was recorded before`);
    case 'refund-payment':
    case 'reverse-payment': {
      if (
        command.kind === 'reverse-payment' &&
        payment.reversals.some(({ reversalId }) => reversalId === command.reversalId)
      ) {
        return refuse('reversal-known', `${command.reversalId} was recorded before`);
      }
      return command.amountMinor > kept
        ? refuse('exceeds-payment', `at most ${kept} is left of ${id}`)
        : go;
    }
    case 'reinstate-payment': {
      const reversal = payment.reversals.find(
        ({ reversalId }) => reversalId === command.reversalId,
      );
      if (!reversal) return hold(reversalReferent(command.reversalId));
      const most = reversal.amountMinor - reversal.reinstatedMinor;
      return command.amountMinor > most
        ? refuse('exceeds-reversal', `at most ${most} is left of ${command.reversalId}`)
        : go;
    }
    default:
      return go;
  }
};

/** What a person names must be there: nobody sits and waits for it to come. */
const unknown = (referent: string, accountId: string): Verdict => {
  const at = referent.indexOf(':');
  const [what, id] = [referent.slice(0, at), referent.slice(at + 1)];
  const code = ({ invoice: 'invoice-unknown', payment: 'payment-unknown' } as const)[what];
  return refuse(code ?? 'reversal-unknown', `${accountId} has no ${what} ${id}`);
};

/**
 * Whether a command can be booked. Releasing cash in between changes no verdict: what can be
 * taken off an invoice or a payment counts covered and uncovered amounts alike.
 */
export const check = (
  command: Entrant,
  invoice: Invoice | null,
  payment: Payment | null,
  bookedIn?: string,
): Verdict => {
  const verdict = verdictOn(command, invoice, payment, bookedIn);
  return verdict.kind === 'hold' && command.act
    ? unknown(verdict.referent, command.accountId)
    : verdict;
};

const verdictOn = (
  command: Entrant,
  invoice: Invoice | null,
  payment: Payment | null,
  bookedIn: string | undefined,
): Verdict => {
  const currency = currencyOf(command.accountId);
  if (command.currency !== undefined && command.currency !== currency) {
    return refuse('currency-differs', `${command.inputId} is in ${command.currency}`);
  }
  switch (command.kind) {
    case 'issue-invoice': {
      if (invoice) return onInvoice(command, invoice);
      const sum = sumMinor(command.instalments.map(({ amountMinor }) => amountMinor));
      return sum === command.totalMinor && command.instalments.length > 0
        ? go
        : refuse('instalments-off', `instalments add up to ${sum}, not ${command.totalMinor}`);
    }
    case 'write-off-invoice':
    case 'dispute-invoice':
    case 'clear-dispute':
      return invoice
        ? onInvoice(command, invoice)
        : refuse('invoice-unknown', `${command.invoiceNumber} was never issued`);
    case 'adjust-invoice':
    case 'cancel-invoice':
    case 'post-credit-note':
      return invoice ? onInvoice(command, invoice) : hold(invoiceReferent(command.invoiceNumber));
    case 'record-payment':
      if (bookedIn !== undefined && bookedIn !== command.accountId) {
        return refuse('payment-elsewhere', `${command.paymentId} is booked in ${bookedIn}`);
      }
      return payment ? onPayment(command, payment) : go;
    case 'refund-payment':
    case 'reverse-payment':
    case 'contest-payment':
      return payment ? onPayment(command, payment) : hold(paymentReferent(command.paymentId));
    case 'reinstate-payment':
      return payment ? onPayment(command, payment) : hold(reversalReferent(command.reversalId));
  }
};
