import type { DomainFact } from '../../../events/catalogue.ts';
import type { Entry } from '../../ports/journal.ts';
import { type BusinessDate, businessDate } from '../calendar.ts';
import { InvariantError } from '../errors.ts';
import { sumMinor } from '../money.ts';
import { bookedOn, latest, openOf, openOfInvoice } from './amounts.ts';
import { dateOf, type Entrant, keptOf } from './check.ts';
import { currencyOfDraft, type Draft, invoiceFrom, paymentFrom, record } from './draft.ts';
import { creditedParts, openParts, openSinceOf } from './shrink.ts';
import type { Invoice } from './types.ts';

const entry = (fact: DomainFact, effectiveOn: BusinessDate): Entry => ({ fact, effectiveOn });

type Of<Kind extends Entrant['kind']> = Extract<Entrant, { readonly kind: Kind }>;

/** A remittance longer than this is cut: its event must stay well under 64 kB, cash is not refused for words. */
const maxRemittanceCharacters = 40_000;

const remittanceOf = (names: readonly string[]): string[] => {
  let left = maxRemittanceCharacters;
  return [...new Set(names)].filter((name) => {
    left -= name.length + 3;
    return left >= 0;
  });
};

const issue = (draft: Draft, command: Of<'issue-invoice'>): Entry => {
  const instalments = command.instalments
    .toSorted((left, right) => (left.dueOn < right.dueOn ? -1 : left.dueOn > right.dueOn ? 1 : 0))
    .map(({ dueOn, amountMinor }, index) => ({ instalment: index + 1, dueOn, amountMinor }));
  return entry(
    {
      type: 'InvoicePosted',
      data: {
        accountId: draft.account.accountId,
        customerId: command.customerId,
        invoiceNumber: command.invoiceNumber,
        issuedOn: command.issuedOn,
        totalMinor: command.totalMinor,
        currency: currencyOfDraft(draft),
        instalments,
        orderId: command.orderId,
        paymentUrl: command.paymentUrl,
        documentUrl: command.documentUrl,
        ...(command.openingBalance && { openingBalance: command.openingBalance }),
      },
    },
    businessDate(dateOf(command)),
  );
};

/**
 * What is open since when, before this command laid something open itself: what it laid open it
 * takes away, so the releases of the same command are no reason to count it later.
 */
const openSinceBefore = (draft: Draft, invoice: Invoice): BusinessDate =>
  openSinceOf(draft.before.invoices.get(invoice.invoiceNumber) ?? invoice);

/**
 * More is owed with the last instalment; less is owed of what is due first. A cancelled invoice
 * shrinks from the day on which all that is taken off was credited.
 */
const adjust = (draft: Draft, command: Of<'adjust-invoice'>): Entry => {
  const invoice = invoiceFrom(draft, command.invoiceNumber);
  const { deltaMinor } = command;
  const last = invoice.instalments.at(-1);
  const parts =
    deltaMinor > 0
      ? last
        ? [{ instalment: last.instalment, dueOn: last.dueOn, amountMinor: deltaMinor }]
        : []
      : (invoice.voided ? creditedParts : openParts)(invoice, -deltaMinor);
  const sign = Math.sign(deltaMinor);
  const effectiveOn =
    deltaMinor > 0
      ? latest(command.adjustedOn, bookedOn(invoice))
      : invoice.voided
        ? latest(command.adjustedOn, invoice.creditedOn ?? bookedOn(invoice))
        : latest(command.adjustedOn, openSinceBefore(draft, invoice));
  return entry(
    {
      type: 'InvoiceAmended',
      data: {
        accountId: draft.account.accountId,
        invoiceNumber: command.invoiceNumber,
        adjustmentId: command.adjustmentId,
        deltaMinor,
        currency: currencyOfDraft(draft),
        reason: command.reason,
        changes: parts.map(({ instalment, dueOn, amountMinor }) => ({
          instalment,
          dueOn,
          deltaMinor: sign * amountMinor,
        })),
      },
    },
    effectiveOn,
  );
};

const cancel = (draft: Draft, command: Of<'cancel-invoice'>): Entry => {
  const invoice = invoiceFrom(draft, command.invoiceNumber);
  const creditedMinor = openOfInvoice(invoice);
  return entry(
    {
      type: 'InvoiceVoided',
      data: {
        accountId: draft.account.accountId,
        invoiceNumber: command.invoiceNumber,
        creditedMinor,
        currency: currencyOfDraft(draft),
        reason: command.reason,
        credited: [...openParts(invoice, creditedMinor)],
      },
    },
    latest(command.cancelledOn, openSinceBefore(draft, invoice)),
  );
};

const creditNote = (draft: Draft, command: Of<'post-credit-note'>): Entry => {
  const invoice = invoiceFrom(draft, command.invoiceNumber);
  return entry(
    {
      type: 'CreditNotePosted',
      data: {
        accountId: draft.account.accountId,
        creditNoteNumber: command.creditNoteNumber,
        invoiceNumber: command.invoiceNumber,
        amountMinor: command.amountMinor,
        currency: currencyOfDraft(draft),
        credited: [...openParts(invoice, command.amountMinor)],
      },
    },
    latest(command.issuedOn, openSinceBefore(draft, invoice)),
  );
};

type WriteOff = Of<'write-off-invoice'> | Of<'approve-write-off' | 'reject-write-off'>;

/** Gives up all that is open on an invoice. */
const giveUp = (draft: Draft, command: WriteOff, reason: string): Entry => {
  const invoice = invoiceFrom(draft, command.invoiceNumber);
  const writtenOff = invoice.instalments.flatMap((instalment) => {
    const amountMinor = openOf(instalment);
    const { dueOn, instalment: position } = instalment;
    return amountMinor > 0 ? [{ instalment: position, dueOn, amountMinor }] : [];
  });
  return entry(
    {
      type: 'InvoiceWrittenOff',
      data: {
        accountId: draft.account.accountId,
        invoiceNumber: command.invoiceNumber,
        amountMinor: openOfInvoice(invoice),
        currency: currencyOfDraft(draft),
        writtenOff,
        reason,
        ...(command.act && { act: command.act }),
        ...(invoice.writeOff && { request: invoice.writeOff.request }),
      },
    },
    latest(dateOf(command), openSinceBefore(draft, invoice)),
  );
};

/**
 * What one person may not give up alone is asked for. What was given up before counts too, of the
 * invoice by anybody and of the account by single persons, or a large loss could be taken in parts.
 */
const writeOff = (draft: Draft, command: Of<'write-off-invoice'>): Entry => {
  const { act, limitMinor, invoiceNumber } = command;
  const invoice = invoiceFrom(draft, invoiceNumber);
  const amountMinor = openOfInvoice(invoice);
  const givenUpMinor = Math.max(
    draft.book.aloneMinor,
    sumMinor(invoice.instalments.map(({ writtenOffMinor }) => writtenOffMinor)),
  );
  if (act === undefined || limitMinor === undefined || amountMinor + givenUpMinor <= limitMinor) {
    return giveUp(draft, command, command.reason);
  }
  const { accountId } = draft.account;
  const currency = currencyOfDraft(draft);
  return entry(
    {
      type: 'WriteOffRequested',
      data: {
        accountId,
        invoiceNumber,
        amountMinor,
        ...(givenUpMinor > 0 && { givenUpMinor }),
        limitMinor,
        currency,
        act,
      },
    },
    businessDate(command.writtenOffOn),
  );
};

const decideWriteOff = (
  draft: Draft,
  command: Of<'approve-write-off' | 'reject-write-off'>,
): Entry => {
  const { invoiceNumber, act } = command;
  const request = invoiceFrom(draft, invoiceNumber).writeOff?.request;
  if (!request) throw new InvariantError(`no write-off of ${invoiceNumber} waits`);
  if (command.kind === 'approve-write-off') return giveUp(draft, command, request.reason);
  const data = { accountId: draft.account.accountId, invoiceNumber, request, act };
  return entry({ type: 'WriteOffRejected', data }, businessDate(command.decidedOn));
};

const reallocate = (draft: Draft, command: Of<'reallocate-payment'>): Entry => {
  const { paymentId, invoiceNumbers, act, reallocatedOn } = command;
  const { accountId } = draft.account;
  const names = [...new Set(invoiceNumbers)];
  return entry(
    {
      type: 'PaymentReallocated',
      data: { accountId, paymentId, invoiceNumbers: names, act },
    },
    latest(reallocatedOn, paymentFrom(draft, paymentId).receivedOn),
  );
};

/** Neither moves money, so both count from the day on which the person says so. */
const dispute = (draft: Draft, command: Of<'dispute-invoice' | 'clear-dispute'>): Entry => {
  const { invoiceNumber, act } = command;
  const data = {
    accountId: draft.account.accountId,
    invoiceNumber,
    openMinor: openOfInvoice(invoiceFrom(draft, invoiceNumber)),
    currency: currencyOfDraft(draft),
    act,
  };
  return command.kind === 'dispute-invoice'
    ? entry({ type: 'InvoiceDisputed', data }, businessDate(command.disputedOn))
    : entry({ type: 'InvoiceDisputeCleared', data }, businessDate(command.clearedOn));
};

const receive = (draft: Draft, command: Of<'record-payment'>): Entry =>
  entry(
    {
      type: 'PaymentReceived',
      data: {
        accountId: draft.account.accountId,
        paymentId: command.paymentId,
        amountMinor: command.amountMinor,
        currency: currencyOfDraft(draft),
        invoiceNumbers: remittanceOf(command.invoiceNumbers),
      },
    },
    businessDate(command.receivedOn),
  );

type AfterPayment = 'refund-payment' | 'reverse-payment' | 'reinstate-payment' | 'contest-payment';

const afterPayment = (draft: Draft, command: Of<AfterPayment>): Entry => {
  const payment = paymentFrom(draft, command.paymentId);
  const { paymentId } = command;
  const amountMinor = command.amountMinor ?? keptOf(payment);
  const { availableOn } = draft.before.payments.get(paymentId) ?? payment;
  const common = {
    accountId: draft.account.accountId,
    paymentId,
    amountMinor,
    currency: currencyOfDraft(draft),
  };
  const acted = command.act ? { act: command.act } : {};
  switch (command.kind) {
    case 'refund-payment': {
      const data = { ...common, refundId: command.refundId, ...acted };
      const on = latest(command.refundedOn, availableOn);
      return entry({ type: 'PaymentRefunded', data }, on);
    }
    case 'reverse-payment': {
      const data = { ...common, reversalId: command.reversalId, reason: command.reason, ...acted };
      const on = latest(command.reversedOn, availableOn);
      return entry({ type: 'PaymentReversed', data }, on);
    }
    case 'reinstate-payment': {
      const { reversalId } = command;
      const reversal = payment.reversals.find((one) => one.reversalId === reversalId);
      const on = latest(command.reinstatedOn, reversal?.effectiveOn ?? payment.receivedOn);
      return entry({ type: 'PaymentReinstated', data: { ...common, reversalId } }, on);
    }
    case 'contest-payment': {
      const data = { ...common, disputeId: command.disputeId };
      const on = latest(command.contestedOn, payment.receivedOn);
      return entry({ type: 'PaymentContested', data }, on);
    }
  }
};

const breakPromise = (draft: Draft, command: Of<'note-broken-promise'>): Entry => {
  const { promiseId, amountMinor, promisedOn } = command;
  const { accountId } = draft.account;
  const currency = currencyOfDraft(draft);
  const data = { accountId, promiseId, amountMinor, currency, promisedOn };
  return entry({ type: 'PromiseBroken', data }, businessDate(promisedOn));
};

const entryFor = (draft: Draft, command: Entrant): Entry => {
  switch (command.kind) {
    case 'issue-invoice':
      return issue(draft, command);
    case 'adjust-invoice':
      return adjust(draft, command);
    case 'cancel-invoice':
      return cancel(draft, command);
    case 'post-credit-note':
      return creditNote(draft, command);
    case 'write-off-invoice':
      return writeOff(draft, command);
    case 'approve-write-off':
    case 'reject-write-off':
      return decideWriteOff(draft, command);
    case 'reallocate-payment':
      return reallocate(draft, command);
    case 'dispute-invoice':
    case 'clear-dispute':
      return dispute(draft, command);
    case 'record-payment':
      return receive(draft, command);
    case 'refund-payment':
    case 'reverse-payment':
    case 'reinstate-payment':
    case 'contest-payment':
      return afterPayment(draft, command);
    case 'note-broken-promise':
      return breakPromise(draft, command);
  }
};

/**
 * Records what a command says, once everything it takes away is open or unapplied. Taking away
 * counts from the day on which that was so, or the past would show more paid than was owed.
 */
export const bookEntry = (draft: Draft, command: Entrant): void => {
  const { fact, effectiveOn } = entryFor(draft, command);
  record(draft, fact, effectiveOn);
};
