import type { DomainData } from '../../../../events/catalogue.ts';
import type { OpenInstalment, Totals } from '../../../ports/ledger.ts';
import { type BusinessDate, daysBetween } from '../../calendar.ts';
import { type Movement, movementsOf, type RecordedFact } from '../../ledger/asof.ts';
import { invoiceHistories } from '../../ledger/invoice-history.ts';
import { sumMinor } from '../../money.ts';
import type { KnownInvoice } from '../../scoring/lateness.ts';
import type { InternalHistory } from '../inputs.ts';
import { monthsBefore, wholeMonths } from './months.ts';
import type { InCurrency } from './ratios.ts';

/** What happened to an account, as far back as a decision about credit looks. */
export type AccountPast = {
  readonly totals: Totals;
  /** Of its first invoice. */
  readonly firstIssuedOn?: BusinessDate | undefined;
  /** Its newest events, oldest first. */
  readonly events: readonly RecordedFact[];
  /** The open instalments, by due date; of very many the oldest. */
  readonly open: readonly OpenInstalment[];
  /** Its amounts in the currency of the application. */
  readonly inCurrency: InCurrency;
};

/** A decision looks at how the customer paid over this time. */
export const monthsLookedAt = 12;

type Settled = {
  readonly invoiceNumber: string;
  readonly on: BusinessDate;
  /** Settled minus due of the latest instalment, below zero when early. */
  readonly days: number;
};

type Posted = DomainData<'InvoicePosted'>;

const postedIn = (events: readonly RecordedFact[]): readonly Posted[] =>
  events.flatMap(({ type, data }) => (type === 'InvoicePosted' ? [data as Posted] : []));

/** Invoices whose whole life is in the events: all that concerns an invoice comes after its posting. */
const settledWhole = (movements: readonly Movement[], posted: ReadonlySet<string>): Settled[] =>
  invoiceHistories(movements.filter(({ invoiceNumber = '' }) => posted.has(invoiceNumber))).flatMap(
    ({ invoiceNumber, instalments, settledOn, paidMinor }) => {
      // What was credited or given up says nothing about how the customer pays.
      if (settledOn === undefined || paidMinor <= 0) return [];
      const late = instalments.map((one) => daysBetween(one.dueOn, one.settledOn ?? settledOn));
      return [{ invoiceNumber, on: settledOn, days: Math.max(...late) }];
    },
  );

/**
 * The invoices of these events as the lateness model wants them, in the order of their posting. What
 * was credited or given up ended without saying how the customer pays.
 */
export const knownInvoicesOf = (events: readonly RecordedFact[]): readonly KnownInvoice[] => {
  const posted = new Set(postedIn(events).map(({ invoiceNumber }) => invoiceNumber));
  return invoiceHistories(movementsOf(events))
    .filter(({ invoiceNumber }) => posted.has(invoiceNumber))
    .filter(({ settledOn, paidMinor }) => settledOn === undefined || paidMinor > 0)
    .map(({ issuedOn, dueOn, issuedMinor, settledOn }) => ({
      issuedOn,
      dueOn,
      amountMinor: issuedMinor,
      settledOn,
    }));
};

/** Invoices posted before the first event: settled by their last cash when nothing of them is open. */
const settledOlder = (
  movements: readonly Movement[],
  posted: ReadonlySet<string>,
  open: ReadonlySet<string>,
): Settled[] => {
  const older = movements.filter(
    ({ invoiceNumber, field }) =>
      field === 'paid' &&
      invoiceNumber !== undefined &&
      !posted.has(invoiceNumber) &&
      !open.has(invoiceNumber),
  );
  return [...Map.groupBy(older, ({ invoiceNumber = '' }) => invoiceNumber)].flatMap(
    ([invoiceNumber, own]): Settled[] => {
      const last = own.toSorted((left, right) => (left.on < right.on ? -1 : 1)).at(-1);
      const paid = sumMinor(own.map(({ amountMinor }) => amountMinor));
      if (last?.dueOn === undefined || paid <= 0) return [];
      const days = own.map(({ dueOn = last.on, on }) => daysBetween(dueOn, on));
      return [{ invoiceNumber, on: last.on, days: Math.max(...days) }];
    },
  );
};

type Summary = {
  readonly past: AccountPast;
  readonly posted: readonly Posted[];
  readonly settled: readonly Settled[];
  readonly returned: number;
  readonly brokenPromises: number;
  readonly overdue: readonly OpenInstalment[];
};

const summaryOf = (past: AccountPast, asOf: BusinessDate, since: BusinessDate): Summary => {
  const posted = postedIn(past.events);
  const numbers = new Set(posted.map(({ invoiceNumber }) => invoiceNumber));
  const open = new Set(past.open.map(({ invoiceNumber }) => invoiceNumber));
  const movements = movementsOf(past.events).filter(({ on }) => on <= asOf);
  const settled = [
    ...settledWhole(movements, numbers),
    ...settledOlder(movements, numbers, open),
  ].filter(({ on }) => on > since);
  const returned = past.events.filter(
    ({ type, effectiveOn, data }) =>
      type === 'PaymentReversed' &&
      effectiveOn > since &&
      // A correction of ours is not the customer's doing.
      (data as DomainData<'PaymentReversed'>).reason !== 'error',
  ).length;
  // A promise has one event, whatever came of it later.
  const brokenPromises = past.events.filter(
    ({ type, effectiveOn }) =>
      type === 'PromiseBroken' && effectiveOn > since && effectiveOn <= asOf,
  ).length;
  return {
    past,
    posted,
    settled,
    returned,
    brokenPromises,
    overdue: past.open.filter(({ dueOn }) => dueOn < asOf),
  };
};

/** Null when a part of it is not known: nothing is nothing in every currency, all else takes a rate. */
const sumOf = (
  summaries: readonly Summary[],
  amount: (summary: Summary) => number,
): number | null => {
  const parts = summaries.map((summary) => {
    const minor = amount(summary);
    return minor === 0 ? 0 : summary.past.inCurrency(minor);
  });
  const known = parts.filter((part) => part !== null);
  return known.length === parts.length ? sumMinor(known) : null;
};

const mean = (values: readonly number[]): number | null =>
  values.length === 0
    ? null
    : Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 100) / 100;

/**
 * How a customer paid us, over its accounts, as of now. Undefined when it was never invoiced.
 *
 * Days, counts and amounts are of all accounts; an amount of which no rate says what a part comes to
 * is unknown. Promises are kept upstream; one counts as broken by the day of its promise.
 */
export const internalHistoryOf = (
  pasts: readonly AccountPast[],
  asOf: BusinessDate,
): InternalHistory | undefined => {
  const since = monthsBefore(asOf, monthsLookedAt);
  const summaries = pasts.map((past) => summaryOf(past, asOf, since));
  const first = pasts
    .flatMap(({ firstIssuedOn }) => firstIssuedOn ?? [])
    .toSorted()
    .at(0);
  if (first === undefined) return undefined;
  const settled = summaries.flatMap((summary) => summary.settled);
  const pastDue = summaries.flatMap(({ overdue }) =>
    overdue.map(({ dueOn }) => daysBetween(dueOn, asOf)),
  );
  const late = settled.filter(({ days }) => days > 0).length;
  return {
    asOf,
    customerForMonths: wholeMonths(first, asOf),
    invoices: summaries.reduce((sum, { posted }) => sum + posted.length, 0),
    settled: settled.length,
    purchasesMinor: sumOf(summaries, ({ posted }) =>
      sumMinor(
        posted
          // What was brought along was bought earlier, and is only the part that was left open.
          .filter(({ issuedOn, openingBalance }) => !openingBalance && issuedOn > since)
          .map(({ totalMinor }) => totalMinor),
      ),
    ),
    lateShare: settled.length === 0 ? null : Math.round((late / settled.length) * 1e6) / 1e6,
    meanDaysLate: mean(settled.map(({ days }) => days)),
    maxDaysPastDue: Math.max(0, ...settled.map(({ days }) => days), ...pastDue),
    daysPastDue: Math.max(0, ...pastDue),
    openMinor: sumOf(summaries, ({ past }) => past.totals.openMinor),
    overdueMinor: sumOf(summaries, ({ overdue }) =>
      sumMinor(overdue.map(({ openMinor }) => openMinor)),
    ),
    brokenPromises: summaries.reduce((sum, summary) => sum + summary.brokenPromises, 0),
    returnedPayments: summaries.reduce((sum, { returned }) => sum + returned, 0),
    writtenOffMinor: sumOf(summaries, ({ past }) => past.totals.writtenOffMinor),
  };
};
