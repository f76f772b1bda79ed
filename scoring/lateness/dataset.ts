import { readCsv } from '../../book/csv/read.ts';
import { type BusinessDate, daysBetween } from '../../shared/domain/calendar.ts';
import {
  type KnownInvoice,
  type LatenessPrior,
  latenessInputs,
} from '../../shared/domain/scoring/lateness.ts';
import { million } from '../../shared/domain/scoring/types.ts';
import type { Frame } from '../frame/frame.ts';
import { TrainingRefused } from '../problems.ts';
import { textOf } from '../read/bytes.ts';

/** An invoice of the file, with the account that it belongs to. */
export type BookInvoice = KnownInvoice & { readonly account: string };

/** An invoice whose end is known: settled, or so long overdue that it is late whatever comes. */
export type EndedInvoice = BookInvoice & {
  readonly late: boolean;
  /** Undefined while it is open. */
  readonly days: number | undefined;
};

/** Every invoice, in the order of issue; equal days stay in the order of the file. */
export const readInvoices = (file: string, bytes: Uint8Array): BookInvoice[] => {
  const { invoices } = readCsv(file, textOf(file, bytes).replace(/^\uFEFF/, ''));
  return invoices
    .map(({ customerId, legalEntity, currency, issuedOn, dueOn, amountMinor, payment }) => ({
      account: `${customerId}|${legalEntity}|${currency}`,
      issuedOn,
      dueOn,
      amountMinor,
      settledOn: payment?.settledOn,
    }))
    .toSorted((a, b) => (a.issuedOn < b.issuedOn ? -1 : a.issuedOn > b.issuedOn ? 1 : 0));
};

/** What had ended before a day: settled before it, or overdue on it by more than `lateAfterDays`. */
export const endedBefore = (
  invoices: readonly BookInvoice[],
  day: BusinessDate,
  lateAfterDays: number,
): EndedInvoice[] =>
  invoices.flatMap((invoice): EndedInvoice[] => {
    const { dueOn, settledOn } = invoice;
    if (settledOn !== undefined && settledOn < day) {
      const days = daysBetween(dueOn, settledOn);
      return [{ ...invoice, days, late: days > lateAfterDays }];
    }
    return [];
  });

/** Invoices that are late although nobody has paid them yet; they have no number of days. */
export const surelyLate = (
  invoices: readonly BookInvoice[],
  day: BusinessDate,
  lateAfterDays: number,
): EndedInvoice[] =>
  invoices
    .filter(
      ({ dueOn, settledOn }) => settledOn === undefined && daysBetween(dueOn, day) > lateAfterDays,
    )
    .map((invoice) => ({ ...invoice, days: undefined, late: true }));

/** A new account counts as this many settled invoices of the average of the book. */
const priorInvoices = 8;

export const priorOf = (ended: readonly EndedInvoice[]): LatenessPrior => {
  const days = ended.flatMap((each) => (each.days === undefined ? [] : [each.days]));
  const mean = days.reduce((sum, value) => sum + value, 0) / Math.max(1, days.length);
  const squares = days.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const late = ended.filter((each) => each.late).length;
  return {
    lateShare: Math.round((million * late) / Math.max(1, ended.length)),
    daysLate: Math.round(mean * 100) / 100,
    daysSpread: Math.round(Math.sqrt(squares / Math.max(1, days.length)) * 100) / 100,
    weight: priorInvoices,
  };
};

const leastOfEach = 20;

/**
 * One row for each judged invoice: what was known about its account on its day of issue. The history
 * of a row is everything in the file; the features look at what lies before the day alone.
 */
export const latenessFrame = (
  file: string,
  judged: readonly EndedInvoice[],
  invoices: readonly BookInvoice[],
  lateAfterDays: number,
  prior: LatenessPrior,
  leftOut: readonly string[] = [],
): Frame => {
  const lates = judged.filter(({ late }) => late).length;
  if (Math.min(lates, judged.length - lates) < leastOfEach) {
    throw new TrainingRefused(file, [
      {
        problem: `${lates} invoices late by more than ${lateAfterDays} days and ${judged.length - lates} others; expected at least ${leastOfEach} of each`,
      },
    ]);
  }
  const byAccount = Map.groupBy(invoices, ({ account }) => account);
  const inputs = judged.map((invoice) =>
    latenessInputs(byAccount.get(invoice.account) ?? [], invoice, lateAfterDays, prior),
  );
  const names = Object.keys(inputs[0] ?? {}).filter((name) => !leftOut.includes(name));
  return {
    rows: judged.length,
    bad: Uint8Array.from(judged, ({ late }) => (late ? 1 : 0)),
    target: {
      name: 'days late',
      at: 0,
      bad: [`more than ${lateAfterDays}`],
      good: [`${lateAfterDays} or less`],
      open: [],
      because: '--late-days says so',
    },
    columns: names.map((name) => ({
      kind: 'numeric',
      name,
      numbers: Float64Array.from(inputs, (row) => {
        const value = row[name];
        return typeof value === 'number' ? value : Number.NaN;
      }),
      specials: [],
    })),
    groups: [],
    left: [],
    notes: [],
    copyOf: Int32Array.from(judged, (_, row) => row),
  };
};
