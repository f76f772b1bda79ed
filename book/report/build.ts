import type { BusinessDate, Instant } from '../../shared/domain/calendar.ts';
import { weightedDaysLate } from '../../shared/domain/kpi/sales-outstanding.ts';
import type { InvoiceHistory } from '../../shared/domain/ledger/invoice-history.ts';
import type { RunRecord } from '../run/record.ts';
import { alertCounts, caseCounts, contactCounts, messageCounts, stageCounts } from './activity.ts';
import { costOf, type PriceTable } from './cost.ts';
import { creditFigures } from './credit.ts';
import { type Ledger, ledgerOf, type Standing } from './ledger.ts';
import { type SentMessage, sentMessages } from './messages.ts';
import { monthFigures, rounded } from './months.ts';
import { ratesAsOf } from './rates.ts';
import type { AsOfFigures, CurrencyFigures, Report } from './schema.ts';
import { type ChartSeries, chartSeries, monthEndsBetween } from './series.ts';

export type ReportOptions = {
  /** Days to report; month ends and the last day when empty. */
  readonly asOf: readonly BusinessDate[];
  readonly knownAt: Instant | undefined;
};

export type BuiltReport = {
  readonly report: Report;
  readonly messages: readonly SentMessage[];
  readonly series: Readonly<Record<string, ChartSeries>>;
};

/** Everything a report says, from what the run left behind. */
export const buildReport = (
  record: RunRecord,
  { asOf, knownAt }: ReportOptions,
  prices: PriceTable,
): BuiltReport => {
  const { book, journal, outbox, usage } = record;
  const { from, to } = book;
  const ledger = ledgerOf(journal, knownAt);
  const lastDay = ledger.lastDay(to);
  const months = monthFigures(ledger, from, to);
  const messages = sentMessages(outbox, journal);
  const lines = messages.map(({ line }) => line);
  const dates = asOf.length > 0 ? asOf : monthEndsBetween(from, to);
  const report: Report = {
    schemaVersion: 1,
    book: book.name,
    seed: record.seed,
    from,
    to,
    knownAt: knownAt ?? null,
    currencies: currencyFigures(ledger, to),
    asOf: dates.flatMap((date) => ledger.at(date).map((standing) => asOfFigures(date, standing))),
    months,
    messages: messageCounts(lines),
    contacts: contactCounts(journal),
    cases: caseCounts(journal),
    stages: stageCounts(journal, lines),
    credit: creditFigures(journal, lastDay, ratesAsOf(book.inputs, lastDay)),
    alerts: alertCounts(journal),
    counts: {
      inputs: book.inputs.length,
      events: record.busEvents.length,
      transitions: usage.transitions,
      invocations: usage.invocations,
      executions: usage.executions,
      dynamodbReadUnits: usage.dynamodbReadUnits,
      dynamodbWriteUnits: usage.dynamodbWriteUnits,
    },
    cost: costOf(
      usage,
      lines.filter(({ channel }) => channel === 'sms').map((line) => line.to),
      sumOf(ledger.currencies, (currency) => ledger.invoices(currency).length),
      prices,
    ),
    wallSeconds: Math.round(record.wallSeconds * 1000) / 1000,
  };
  return { report, messages, series: chartSeries(ledger, months, from, to) };
};

/** Totals take in whatever was posted, even with a later value date than the run's last day. */
const currencyFigures = (ledger: Ledger, to: BusinessDate): Report['currencies'] =>
  Object.fromEntries(
    ledger
      .at(ledger.lastDay(to))
      .map(({ currency, totals }): [string, CurrencyFigures] => [
        currency,
        { ...totals, ...punctuality(ledger.invoices(currency)) },
      ]),
  );

const sumOf = <T>(values: readonly T[], amountOf: (value: T) => number): number =>
  values.reduce((sum, value) => sum + amountOf(value), 0);

/** An invoice that only credit notes closed was not settled by anybody, on time or late. */
const punctuality = (invoices: readonly InvoiceHistory[]) => {
  const settled = invoices.flatMap(({ daysLate, paidMinor, issuedMinor }) =>
    daysLate === undefined || paidMinor === 0 ? [] : [{ daysLate, amountMinor: issuedMinor }],
  );
  return {
    invoices: invoices.length,
    settledInvoices: settled.length,
    lateInvoices: settled.filter(({ daysLate }) => daysLate > 0).length,
    daysLateMean: rounded(
      weightedDaysLate(settled.map(({ daysLate }) => ({ daysLate, amountMinor: 1 }))),
    ),
    daysLateWeighted: rounded(weightedDaysLate(settled)),
  };
};

const asOfFigures = (
  date: BusinessDate,
  { currency, totals: { openMinor, unappliedMinor }, aging }: Standing,
): AsOfFigures => ({ date, currency, openMinor, unappliedMinor, aging });
