import type { AccountCommand } from '../../ports/commands.ts';
import { currencyOf } from '../account.ts';
import { inMajor, sumMinor } from '../money.ts';
import { personOf } from '../person.ts';
import { bookedOn, openOfInvoice } from './amounts.ts';
import { coversOf } from './covers.ts';
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
  'refund-known',
  'payment-unknown',
  'reversal-unknown',
  'dispute-known',
  'dispute-unknown',
  'nothing-left',
  'write-off-waits',
  'request-unknown',
  'same-actor',
  'exceeds-request',
  'before-invoice',
  'before-dispute',
  'before-request',
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
      return command.openingBalance?.on ?? command.issuedOn;
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
    case 'note-broken-promise':
      return command.promisedOn;
    case 'write-off-invoice':
      return command.writtenOffOn;
    case 'dispute-invoice':
      return command.disputedOn;
    case 'clear-dispute':
      return command.clearedOn;
    case 'approve-write-off':
    case 'reject-write-off':
      return command.decidedOn;
    case 'reallocate-payment':
      return command.reallocatedOn;
  }
};

/** An amount as people read it, in the account's currency. */
const amountIn = ({ accountId }: Entrant, minor: number): string =>
  inMajor(minor, currencyOf(accountId));

const atMost = (command: Entrant, mostMinor: number, invoiceNumber: string): Verdict =>
  refuse(
    'exceeds-invoice',
    `at most ${amountIn(command, mostMinor)} can be taken off ${invoiceNumber}`,
  );

const shrinking = (command: Entrant, invoice: Invoice, amountMinor: number): Verdict => {
  const most = shrinkableOf(invoice);
  return amountMinor > most ? atMost(command, most, invoice.invoiceNumber) : go;
};

const anythingOpen = (invoice: Invoice): Verdict =>
  openOfInvoice(invoice) > 0
    ? go
    : refuse('nothing-open', `${invoice.invoiceNumber} is settled, nothing of it is open`);

/** What a person decides about an invoice cannot count from a day on which there was none. */
const sinceBooked = (invoice: Invoice, on: string): Verdict =>
  on < bookedOn(invoice)
    ? refuse(
        'before-invoice',
        `${on} is before ${bookedOn(invoice)}, from which on ${invoice.invoiceNumber} counts`,
      )
    : anythingOpen(invoice);

const waitingFor = (
  command: Entrant,
  { amountMinor, request }: NonNullable<Invoice['writeOff']>,
): string => `${request.actor} asked for ${amountIn(command, amountMinor)} under ${request.actId}`;

type Decision = Extract<Entrant, { readonly kind: 'approve-write-off' | 'reject-write-off' }>;

/** Four eyes: whoever asked cannot be whoever approves, by no role. Either may withdraw or reject. */
const onRequest = (command: Decision, invoice: Invoice): Verdict => {
  const { kind, act, requestId, decidedOn } = command;
  const { invoiceNumber: number, writeOff } = invoice;
  if (writeOff?.request.actId !== requestId) {
    const waits = writeOff === undefined ? 'no write-off waits' : waitingFor(command, writeOff);
    return refuse('request-unknown', `${requestId} asked for nothing on ${number}: ${waits}`);
  }
  if (writeOff.on !== undefined && decidedOn < writeOff.on) {
    const asked = `${requestId} asked for it on ${writeOff.on}`;
    return refuse('before-request', `${decidedOn} is too early: ${asked}`);
  }
  if (kind === 'reject-write-off') return go;
  const person = personOf(act.actor);
  if (person === personOf(writeOff.request.actor)) {
    const asked = `${writeOff.request.actor} asked for it`;
    return refuse('same-actor', `${asked}, which is ${person} too; somebody else has to approve`);
  }
  const open = openOfInvoice(invoice);
  return open > writeOff.amountMinor
    ? refuse(
        'exceeds-request',
        `${amountIn(command, open)} is open, and ${amountIn(command, writeOff.amountMinor)} was asked for`,
      )
    : anythingOpen(invoice);
};

const onInvoice = (command: Entrant, invoice: Invoice): Verdict => {
  const number = invoice.invoiceNumber;
  switch (command.kind) {
    case 'issue-invoice':
      return refuse('invoice-known', `${number} was issued before`);
    case 'adjust-invoice': {
      if (command.deltaMinor > 0) return go;
      if (!invoice.voided) return shrinking(command, invoice, -command.deltaMinor);
      const most = sumMinor(invoice.instalments.map(({ creditedMinor }) => creditedMinor));
      return -command.deltaMinor > most ? atMost(command, most, number) : go;
    }
    case 'cancel-invoice':
      return invoice.voided ? refuse('invoice-cancelled', `${number} is cancelled`) : go;
    case 'post-credit-note':
      return invoice.voided
        ? refuse('invoice-cancelled', `${number} is cancelled`)
        : shrinking(command, invoice, command.amountMinor);
    case 'write-off-invoice':
      if (command.act === undefined) return anythingOpen(invoice);
      return invoice.writeOff
        ? refuse('write-off-waits', `${number}: ${waitingFor(command, invoice.writeOff)}`)
        : sinceBooked(invoice, command.writtenOffOn);
    case 'approve-write-off':
    case 'reject-write-off':
      return onRequest(command, invoice);
    case 'dispute-invoice':
      if (invoice.disputedOn !== undefined) {
        return refuse('dispute-known', `${number} is disputed since ${invoice.disputedOn}`);
      }
      return sinceBooked(invoice, command.disputedOn);
    case 'clear-dispute': {
      const { disputedOn } = invoice;
      if (disputedOn === undefined) return refuse('dispute-unknown', `${number} is not disputed`);
      return command.clearedOn < disputedOn
        ? refuse(
            'before-dispute',
            `${command.clearedOn} is too early: ${number} is disputed since ${disputedOn}`,
          )
        : go;
    }
    default:
      return go;
  }
};

const onPayment = (command: Entrant, payment: Payment): Verdict => {
  const id = payment.paymentId;
  const kept = keptOf(payment);
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
      if (command.kind === 'refund-payment' && payment.refunds?.includes(command.refundId)) {
        return refuse('refund-known', `${command.refundId} was recorded before`);
      }
      if (kept === 0 && command.act) return refuse('nothing-left', `nothing is left of ${id}`);
      return (command.amountMinor ?? kept) > kept
        ? refuse('exceeds-payment', `at most ${amountIn(command, kept)} is left of ${id}`)
        : go;
    }
    case 'reinstate-payment': {
      const reversal = payment.reversals.find(
        ({ reversalId }) => reversalId === command.reversalId,
      );
      if (!reversal) return hold(reversalReferent(command.reversalId));
      const most = reversal.amountMinor - reversal.reinstatedMinor;
      return command.amountMinor > most
        ? refuse(
            'exceeds-reversal',
            `at most ${amountIn(command, most)} is left of ${command.reversalId}`,
          )
        : go;
    }
    case 'reallocate-payment':
      return kept > 0 ? go : refuse('nothing-left', `nothing is left of ${id}`);
    default:
      return go;
  }
};

/** What is left of a payment: it came in, and neither bank nor payer has it back. */
export const keptOf = ({ receivedMinor, refundedMinor }: Payment): number =>
  receivedMinor - refundedMinor;

/** What a person names must be there: nobody sits and waits for it to come. */
const unknown = (referent: string, accountId: string): Verdict => {
  const at = referent.indexOf(':');
  const [what, id] = [referent.slice(0, at), referent.slice(at + 1)];
  const code = ({ invoice: 'invoice-unknown', payment: 'payment-unknown' } as const)[what];
  return refuse(code ?? 'reversal-unknown', `${accountId} has no ${what} ${id}`);
};

/**
 * Whether cash of a payment can be put on the invoices that a person names: each must be there,
 * and owe something once the payment has left it.
 */
export const checkTargets = (
  paymentId: string,
  invoices: readonly (readonly [number: string, invoice: Invoice | null])[],
): Verdict => {
  for (const [number, invoice] of invoices) {
    if (invoice === null) return refuse('invoice-unknown', `there is no invoice ${number}`);
    const own = invoice.instalments.flatMap(({ covers }) => coversOf(covers, paymentId));
    const free = openOfInvoice(invoice) + sumMinor(own.map(({ amountMinor }) => amountMinor));
    if (free === 0) return refuse('nothing-open', `${number} is settled by others`);
  }
  return go;
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
        : refuse(
            'instalments-off',
            `instalments add up to ${amountIn(command, sum)}, not ${amountIn(command, command.totalMinor)}`,
          );
    }
    case 'write-off-invoice':
    case 'dispute-invoice':
    case 'clear-dispute':
    case 'approve-write-off':
    case 'reject-write-off':
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
    case 'reallocate-payment':
      return payment ? onPayment(command, payment) : hold(paymentReferent(command.paymentId));
    case 'reinstate-payment':
      return payment ? onPayment(command, payment) : hold(reversalReferent(command.reversalId));
    case 'note-broken-promise':
      return go;
  }
};
