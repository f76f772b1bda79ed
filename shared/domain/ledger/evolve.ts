import type { DomainData } from '../../../events/catalogue.ts';
import type { Entry } from '../../ports/journal.ts';
import type { Totals } from '../../ports/ledger.ts';
import { type BusinessDate, businessDate } from '../calendar.ts';
import { InvariantError, invariant } from '../errors.ts';
import { latest, openOf, unappliedOf } from './amounts.ts';
import { withCover, withoutCover } from './covers.ts';
import type { Book, Instalment, Invoice, Payment } from './types.ts';

const invoiceIn = (book: Book, number: string): Invoice => {
  const invoice = book.invoices.get(number);
  if (!invoice) throw new InvariantError(`invoice ${number} is not in the book`);
  return invoice;
};

const paymentIn = (book: Book, id: string): Payment => {
  const payment = book.payments.get(id);
  if (!payment) throw new InvariantError(`payment ${id} is not in the book`);
  return payment;
};

const plus = (totals: Totals, delta: Partial<Totals>): Totals => {
  const sum = { ...totals };
  for (const [key, value] of Object.entries(delta) as [keyof Totals, number][]) sum[key] += value;
  const { issuedMinor, openMinor, paidMinor, creditedMinor, writtenOffMinor } = sum;
  invariant(
    issuedMinor === openMinor + paidMinor + creditedMinor + writtenOffMinor,
    'issued is open, paid, credited and written off',
  );
  invariant(
    sum.receivedMinor === paidMinor + sum.unappliedMinor + sum.refundedMinor,
    'received is paid, unapplied and refunded',
  );
  for (const [key, value] of Object.entries(sum)) invariant(value >= 0, `${key} is not negative`);
  return sum;
};

const openCountOf = (invoice: Invoice | null | undefined): number =>
  (invoice?.instalments ?? []).filter((instalment) => openOf(instalment) > 0).length;

const withInvoice = (book: Book, invoice: Invoice, delta: Partial<Totals>): Book => {
  const before = book.invoices.get(invoice.invoiceNumber);
  for (const instalment of invoice.instalments) {
    invariant(openOf(instalment) >= 0, `${invoice.invoiceNumber} is not covered twice`);
  }
  return {
    ...book,
    totals: plus(book.totals, delta),
    openCount: book.openCount + openCountOf(invoice) - openCountOf(before),
    invoices: new Map(book.invoices).set(invoice.invoiceNumber, invoice),
  };
};

const withPayment = (book: Book, payment: Payment, delta: Partial<Totals>): Book => {
  invariant(unappliedOf(payment) >= 0, `${payment.paymentId} is not used twice`);
  // Cash that is gone waits for nothing; cash that comes back is free.
  const waitsFor = unappliedOf(payment) === 0 ? [] : payment.waitsFor;
  return {
    ...book,
    totals: plus(book.totals, delta),
    payments: new Map(book.payments).set(payment.paymentId, { ...payment, waitsFor }),
  };
};

const mapInstalments = (
  invoice: Invoice,
  changes: ReadonlyMap<number, (instalment: Instalment) => Instalment>,
): Invoice => ({
  ...invoice,
  instalments: invoice.instalments.map(
    (instalment) => changes.get(instalment.instalment)?.(instalment) ?? instalment,
  ),
});

const changesOf = <C extends { readonly instalment: number }>(
  changes: readonly C[],
  apply: (instalment: Instalment, change: C) => Instalment,
) => {
  const byInstalment = new Map(
    changes.map((change) => [
      change.instalment,
      (instalment: Instalment) => apply(instalment, change),
    ]),
  );
  invariant(byInstalment.size === changes.length, 'a fact names an instalment once');
  return byInstalment;
};

type AllocationLine = DomainData<'CashAllocated'>['allocations'][number];

const byInvoice = (lines: readonly AllocationLine[]) =>
  Map.groupBy(lines, ({ invoiceNumber }) => invoiceNumber);

const sumOf = (lines: readonly { readonly amountMinor: number }[]): number =>
  lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

const allocate = (book: Book, data: DomainData<'CashAllocated'>, on: BusinessDate): Book => {
  const total = sumOf(data.allocations);
  const payment = paymentIn(book, data.paymentId);
  let next = book;
  for (const [number, lines] of byInvoice(data.allocations)) {
    const changed = mapInstalments(
      invoiceIn(next, number),
      changesOf(lines, (instalment, { amountMinor }) => ({
        ...instalment,
        covers: withCover(instalment.covers, {
          paymentId: data.paymentId,
          amountMinor,
          effectiveOn: on,
        }),
      })),
    );
    const paidMinor = sumOf(lines);
    next = withInvoice(next, changed, {
      paidMinor,
      openMinor: -paidMinor,
      unappliedMinor: -paidMinor,
    });
  }
  return withPayment(next, { ...payment, paidMinor: payment.paidMinor + total }, {});
};

const release = (book: Book, data: DomainData<'CashReleased'>, on: BusinessDate): Book => {
  const payment = paymentIn(book, data.paymentId);
  let next = book;
  for (const [number, lines] of byInvoice(data.released)) {
    const changed = mapInstalments(
      invoiceIn(next, number),
      changesOf(lines, (instalment, { amountMinor }) => ({
        ...instalment,
        covers: withoutCover(instalment.covers, data.paymentId, amountMinor),
        openSince: latest(instalment.openSince, on),
      })),
    );
    const paidMinor = sumOf(lines);
    next = withInvoice(next, changed, {
      paidMinor: -paidMinor,
      openMinor: paidMinor,
      unappliedMinor: paidMinor,
    });
  }
  const back = {
    ...payment,
    paidMinor: payment.paidMinor - sumOf(data.released),
    availableOn: latest(payment.availableOn, on),
  };
  return withPayment(next, back, {});
};

const post = (book: Book, data: DomainData<'InvoicePosted'>): Book =>
  withInvoice(
    book,
    {
      invoiceNumber: data.invoiceNumber,
      issuedOn: businessDate(data.issuedOn),
      ...(data.openingBalance && {
        openingBalance: {
          on: businessDate(data.openingBalance.on),
          chaseFrom: businessDate(data.openingBalance.chaseFrom),
        },
      }),
      voided: false,
      orderId: data.orderId,
      paymentUrl: data.paymentUrl,
      documentUrl: data.documentUrl,
      instalments: data.instalments.map(({ instalment, dueOn, amountMinor }) => ({
        instalment,
        dueOn: businessDate(dueOn),
        issuedMinor: amountMinor,
        creditedMinor: 0,
        writtenOffMinor: 0,
        covers: [],
        openSince: businessDate(data.openingBalance?.on ?? data.issuedOn),
      })),
    },
    { issuedMinor: data.totalMinor, openMinor: data.totalMinor },
  );

/** What is added to or taken from a cancelled invoice is cancelled with it. */
const amend = (book: Book, data: DomainData<'InvoiceAmended'>, on: BusinessDate): Book => {
  const invoice = invoiceIn(book, data.invoiceNumber);
  const changed = mapInstalments(
    invoice,
    changesOf(data.changes, (instalment, { deltaMinor }) => ({
      ...instalment,
      issuedMinor: instalment.issuedMinor + deltaMinor,
      creditedMinor: instalment.creditedMinor + (invoice.voided ? deltaMinor : 0),
      openSince: deltaMinor > 0 ? latest(instalment.openSince, on) : instalment.openSince,
    })),
  );
  return withInvoice(book, changed, {
    issuedMinor: data.deltaMinor,
    ...(invoice.voided ? { creditedMinor: data.deltaMinor } : { openMinor: data.deltaMinor }),
  });
};

const credit = (
  book: Book,
  invoiceNumber: string,
  credited: readonly { readonly instalment: number; readonly amountMinor: number }[],
  on: BusinessDate,
  voided: boolean,
): Book => {
  const total = sumOf(credited);
  const invoice = invoiceIn(book, invoiceNumber);
  const changed = mapInstalments(
    invoice,
    changesOf(credited, (instalment, { amountMinor }) => ({
      ...instalment,
      creditedMinor: instalment.creditedMinor + amountMinor,
    })),
  );
  return withInvoice(
    book,
    {
      ...changed,
      voided: invoice.voided || voided,
      creditedOn: latest(on, invoice.creditedOn ?? on),
    },
    { creditedMinor: total, openMinor: -total },
  );
};

const withoutRequest = (invoice: Invoice): Invoice => {
  const { writeOff: _request, ...rest } = invoice;
  return rest;
};

/** An approval has seen all that single persons gave up before; upstream's write-offs are its own. */
const aloneAfter = (
  { aloneMinor }: Book,
  { act, request, amountMinor }: DomainData<'InvoiceWrittenOff'>,
): number =>
  act === undefined ? aloneMinor : request === undefined ? aloneMinor + amountMinor : 0;

const writeOff = (book: Book, data: DomainData<'InvoiceWrittenOff'>): Book =>
  withInvoice(
    { ...book, aloneMinor: aloneAfter(book, data) },
    mapInstalments(
      withoutRequest(invoiceIn(book, data.invoiceNumber)),
      changesOf(data.writtenOff, (instalment, { amountMinor }) => ({
        ...instalment,
        writtenOffMinor: instalment.writtenOffMinor + amountMinor,
      })),
    ),
    { writtenOffMinor: data.amountMinor, openMinor: -data.amountMinor },
  );

const receive = (book: Book, data: DomainData<'PaymentReceived'>, on: BusinessDate): Book =>
  withPayment(
    book,
    {
      paymentId: data.paymentId,
      receivedOn: on,
      availableOn: on,
      receivedMinor: data.amountMinor,
      paidMinor: 0,
      refundedMinor: 0,
      contestedMinor: 0,
      reversals: [],
      names: data.invoiceNumbers,
      waitsFor: [],
      visiting: false,
    },
    { receivedMinor: data.amountMinor, unappliedMinor: data.amountMinor },
  );

const reverse = (book: Book, data: DomainData<'PaymentReversed'>, on: BusinessDate): Book => {
  const payment = paymentIn(book, data.paymentId);
  const { reversalId, amountMinor } = data;
  return withPayment(
    book,
    {
      ...payment,
      receivedMinor: payment.receivedMinor - amountMinor,
      reversals: [
        ...payment.reversals,
        { reversalId, amountMinor, reinstatedMinor: 0, effectiveOn: on },
      ],
    },
    { receivedMinor: -amountMinor, unappliedMinor: -amountMinor, reversedMinor: amountMinor },
  );
};

const reinstate = (book: Book, data: DomainData<'PaymentReinstated'>, on: BusinessDate): Book => {
  const payment = paymentIn(book, data.paymentId);
  const { reversalId, amountMinor } = data;
  return withPayment(
    book,
    {
      ...payment,
      receivedMinor: payment.receivedMinor + amountMinor,
      availableOn: latest(payment.availableOn, on),
      reversals: payment.reversals.map((reversal) =>
        reversal.reversalId === reversalId
          ? { ...reversal, reinstatedMinor: reversal.reinstatedMinor + amountMinor }
          : reversal,
      ),
    },
    { receivedMinor: amountMinor, unappliedMinor: amountMinor, reversedMinor: -amountMinor },
  );
};

/**
 * The book after one more fact. The book must hold the invoices and payments that the fact names.
 *
 * @throws InvariantError when the fact breaks an identity or drives an amount below zero.
 */
export const evolve = (book: Book, { fact, effectiveOn }: Entry): Book => {
  switch (fact.type) {
    case 'InvoicePosted':
      return post(book, fact.data);
    case 'InvoiceAmended':
      return amend(book, fact.data, effectiveOn);
    case 'InvoiceVoided':
      return credit(book, fact.data.invoiceNumber, fact.data.credited, effectiveOn, true);
    case 'CreditNotePosted':
      return credit(book, fact.data.invoiceNumber, fact.data.credited, effectiveOn, false);
    case 'InvoiceWrittenOff':
      return writeOff(book, fact.data);
    case 'WriteOffRequested': {
      const { invoiceNumber, amountMinor, limitMinor, givenUpMinor, act } = fact.data;
      const invoice = invoiceIn(book, invoiceNumber);
      const asked = {
        amountMinor,
        limitMinor,
        ...(givenUpMinor === undefined ? {} : { givenUpMinor }),
        request: act,
        on: effectiveOn,
      };
      return withInvoice(book, { ...invoice, writeOff: asked }, {});
    }
    case 'WriteOffRejected':
      return withInvoice(book, withoutRequest(invoiceIn(book, fact.data.invoiceNumber)), {});
    case 'PaymentReallocated': {
      const payment = paymentIn(book, fact.data.paymentId);
      const names = fact.data.invoiceNumbers;
      return withPayment(book, { ...payment, names, waitsFor: [], visiting: false }, {});
    }
    case 'InvoiceDisputed': {
      const invoice = invoiceIn(book, fact.data.invoiceNumber);
      return withInvoice(book, { ...invoice, disputedOn: effectiveOn }, {});
    }
    case 'InvoiceDisputeCleared': {
      const { disputedOn: _, ...invoice } = invoiceIn(book, fact.data.invoiceNumber);
      return withInvoice(book, invoice, {});
    }
    case 'PaymentReceived':
      return receive(book, fact.data, effectiveOn);
    case 'CashAllocated':
      return allocate(book, fact.data, effectiveOn);
    case 'CashReleased':
      return release(book, fact.data, effectiveOn);
    case 'PaymentRefunded': {
      const payment = paymentIn(book, fact.data.paymentId);
      const { amountMinor, refundId } = fact.data;
      const refunds = [...(payment.refunds ?? []), refundId];
      return withPayment(
        book,
        { ...payment, refundedMinor: payment.refundedMinor + amountMinor, refunds },
        { refundedMinor: amountMinor, unappliedMinor: -amountMinor },
      );
    }
    case 'PaymentReversed':
      return reverse(book, fact.data, effectiveOn);
    case 'PaymentReinstated':
      return reinstate(book, fact.data, effectiveOn);
    case 'PaymentContested': {
      const payment = paymentIn(book, fact.data.paymentId);
      const contestedMinor = payment.contestedMinor + fact.data.amountMinor;
      return withPayment(book, { ...payment, contestedMinor }, {});
    }
    default:
      return book;
  }
};
