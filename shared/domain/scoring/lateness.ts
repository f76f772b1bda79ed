import * as z from 'zod';
import { type BusinessDate, daysBetween, weekdayOf } from '../calendar.ts';
import { amountOf, type Score, scoreOf } from './score.ts';
import { shareOf } from './source.ts';
import { type Inputs, million, pointsTableSchema, scorecardSchema } from './types.ts';

/** An invoice of the account as it stands; without `settledOn` it is open. */
export type KnownInvoice = {
  readonly issuedOn: BusinessDate;
  readonly dueOn: BusinessDate;
  readonly amountMinor: number;
  readonly settledOn?: BusinessDate | undefined;
};

/** The invoice that is judged on its day of issue. */
export type NewInvoice = Omit<KnownInvoice, 'settledOn'>;

/**
 * What is believed of an account without a history: that of the whole book, counted as `weight`
 * settled invoices of its own. A new customer is neither good nor bad.
 */
const prior = z
  .object({
    lateShare: z.int().min(0).max(million).meta({ description: 'Parts per million' }),
    daysLate: z.number().meta({ description: 'Settled less due, early ones negative' }),
    daysSpread: z.number().nonnegative(),
    weight: z.number().positive(),
  })
  .meta({ title: 'Prior', description: 'Of the book that the model was trained on' });

export type LatenessPrior = z.infer<typeof prior>;

/** Probability that an invoice is late, and its expected days, as data. */
export const latenessModelSchema = z
  .object({
    schemaVersion: z.literal(1),
    basis: z
      .string()
      .min(1)
      .max(500)
      .meta({ description: 'The book that it was trained on, and for whom it holds' }),
    lateAfterDays: z.int().min(0).max(720),
    prior,
    late: scorecardSchema,
    days: pointsTableSchema,
  })
  .meta({
    title: 'Lateness model',
    description: 'Late means settled more than lateAfterDays days after the due date',
  });

export type LatenessModel = z.infer<typeof latenessModelSchema>;

/** Figures that are of the invoice and not of the account; without them a model judges accounts. */
export const invoiceFigures: readonly string[] = [
  'amount against usual',
  'amount',
  'days of credit',
  'weekday of the due date',
];

/** Invoices are forgotten by half after this many later ones. */
const halfLife = 10;

type Ended = { readonly days: number; readonly late: boolean; readonly endedOn: BusinessDate };

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * What was known about an account on the day on which it gets an invoice: only invoices issued before
 * that day, and of their settlement only what happened before it. An open invoice that is overdue by
 * more than `lateAfterDays` is late already, whenever it will be paid.
 */
export const latenessInputs = (
  history: readonly KnownInvoice[],
  invoice: NewInvoice,
  lateAfterDays: number,
  { lateShare, daysLate, daysSpread, weight }: LatenessPrior,
): Inputs => {
  const on = invoice.issuedOn;
  const before = history.filter(({ issuedOn }) => issuedOn < on);
  const ended: Ended[] = before
    .flatMap(({ dueOn, settledOn }) => {
      if (settledOn === undefined || settledOn >= on) return [];
      const days = daysBetween(dueOn, settledOn);
      return [{ days, late: days > lateAfterDays, endedOn: settledOn }];
    })
    .toSorted((a, b) => byText(a.endedOn, b.endedOn) || a.days - b.days);
  const open = before.filter(({ settledOn }) => settledOn === undefined || settledOn >= on);
  const overdue = open.flatMap(({ dueOn }) => {
    const days = daysBetween(dueOn, on);
    return days > 0 ? [days] : [];
  });
  const surelyLate = overdue.filter((days) => days > lateAfterDays).length;
  const count = ended.length;
  const known = count + surelyLate;
  const late = ended.filter((each) => each.late).length + surelyLate;
  const sum = ended.reduce((total, { days }) => total + days, 0);
  const meanDays = (sum + weight * daysLate) / (count + weight);
  const squares = ended.reduce((total, { days }) => total + (days - meanDays) ** 2, 0);
  const spread = Math.sqrt((squares + weight * daysSpread ** 2) / (count + weight));
  const amounts = before.reduce((total, { amountMinor }) => total + amountMinor, 0);
  const last = ended.at(-1);
  const recent = recentMeans(ended, lateShare / million, daysLate);
  return {
    'settled invoices': count,
    'late share': (late + (weight * lateShare) / million) / (known + weight),
    'recent late share': recent.late,
    'mean days late': meanDays,
    'recent days late': recent.days,
    'spread of days late': spread,
    'days late in spreads': spread === 0 ? null : (meanDays - lateAfterDays) / spread,
    'days late of the last': last === undefined ? null : last.days,
    'most days late': count === 0 ? null : Math.max(...ended.map(({ days }) => days)),
    'open invoices': open.length,
    'overdue invoices': overdue.length,
    'days overdue now': Math.max(0, ...overdue),
    'amount against usual':
      before.length === 0 ? null : shareOf(invoice.amountMinor, amounts / before.length),
    amount: invoice.amountMinor,
    'days of credit': daysBetween(on, invoice.dueOn),
    'weekday of the due date': weekdays.indexOf(weekdayOf(invoice.dueOn)) + 1,
  };
};

const weekdays: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Means that forget: the latest settled invoice counts most, and the prior stands at the beginning. */
const recentMeans = (
  ended: readonly Ended[],
  lateShare: number,
  daysLate: number,
): { readonly late: number; readonly days: number } => {
  const keep = 0.5 ** (1 / halfLife);
  return ended.reduce(
    (mean, each) => ({
      late: keep * mean.late + (1 - keep) * (each.late ? 1 : 0),
      days: keep * mean.days + (1 - keep) * each.days,
    }),
    { late: lateShare, days: daysLate },
  );
};

export type Lateness = {
  readonly late: Score;
  /** Signed: below zero is before the due date. */
  readonly expectedDays: number;
};

/** What the model says of an invoice on its day of issue. */
export const latenessOf = (
  model: LatenessModel,
  history: readonly KnownInvoice[],
  invoice: NewInvoice,
): Lateness => {
  const inputs = latenessInputs(history, invoice, model.lateAfterDays, model.prior);
  return {
    late: scoreOf(model.late, inputs),
    expectedDays: amountOf(model.days, inputs).amount,
  };
};
