import type { BusinessDate, Instant } from '../../shared/domain/calendar.ts';
import { latestOf } from '../model.ts';
import type { RunRecord } from '../run/record.ts';
import { alertCounts, caseCounts, contactCounts, messageCounts, stageCounts } from './activity.ts';
import { costOf, type PriceTable } from './cost.ts';
import { entriesOf } from './entries.ts';
import { daysLateOf, type InvoiceLife, invoiceLives } from './invoices.ts';
import { type Ledger, ledgerOf, type Standing } from './ledger.ts';
import { type SentMessage, sentMessages } from './messages.ts';
import { monthFigures } from './months.ts';
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
  const entries = entriesOf(journal, knownAt);
  const ledger = ledgerOf(entries);
  // Totals take in whatever was posted, even with a later value date than the run's last day.
  const lastDay = latestOf(
    entries.map(({ effectiveOn }) => effectiveOn),
    to,
  );
  const lives = invoiceLives(entries);
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
    currencies: currencyFigures(ledger, lives, lastDay),
    asOf: dates.flatMap((date) => ledger.at(date).map((standing) => asOfFigures(date, standing))),
    months,
    messages: messageCounts(lines),
    contacts: contactCounts(journal),
    cases: caseCounts(journal),
    stages: stageCounts(journal, lines),
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
      lives.length,
      prices,
    ),
    wallSeconds: Math.round(record.wallSeconds * 1000) / 1000,
  };
  return { report, messages, series: chartSeries(ledger, months, from, to) };
};

const currencyFigures = (
  ledger: Ledger,
  lives: readonly InvoiceLife[],
  date: BusinessDate,
): Report['currencies'] =>
  Object.fromEntries(
    ledger
      .at(date)
      .map(({ currency, aging: _, ...sums }): [string, CurrencyFigures] => [
        currency,
        { ...sums, ...punctuality(lives.filter((life) => life.currency === currency)) },
      ]),
  );

const punctuality = (lives: readonly InvoiceLife[]) => {
  const settled = lives.flatMap((life) => {
    const days = daysLateOf(life);
    return days === undefined ? [] : [{ days, weight: life.issuedMinor }];
  });
  const weight = settled.reduce((sum, one) => sum + one.weight, 0);
  const mean = (sum: number, count: number): number | null =>
    count === 0 ? null : Math.round((sum / count) * 1e4) / 1e4;
  return {
    invoices: lives.length,
    settledInvoices: settled.length,
    lateInvoices: settled.filter(({ days }) => days > 0).length,
    daysLateMean: mean(
      settled.reduce((sum, { days }) => sum + days, 0),
      settled.length,
    ),
    daysLateWeighted: mean(
      settled.reduce((sum, one) => sum + one.days * one.weight, 0),
      weight,
    ),
  };
};

const asOfFigures = (
  date: BusinessDate,
  { currency, openMinor, unappliedMinor, aging }: Standing,
): AsOfFigures => ({ date, currency, openMinor, unappliedMinor, aging });
