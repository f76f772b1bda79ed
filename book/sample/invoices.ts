import type { Random } from '../../local/kernel/random.ts';
import { addDays, type BusinessDate, daysBetween } from '../../shared/domain/calendar.ts';
import { compareText } from '../model.ts';
import type { SampleCustomer } from './customers.ts';
import { bell, between, oneOf, workingDay } from './draw.ts';

export type SampleInvoice = {
  readonly customer: SampleCustomer;
  readonly invoiceNumber: string;
  readonly currency: string;
  readonly issuedOn: BusinessDate;
  readonly dueOn: BusinessDate;
  readonly totalMinor: number;
};

const terms = [15, 30, 30, 30, 45, 60];
/** Days between two invoices of one customer, and how far each strays from that rhythm. */
const rhythm = { least: 30, most: 66, stray: 6 };
/** Amounts spread around the median of their market by this much (standard deviation of the logarithm). */
const spread = 0.7;
/** Some customers of other markets are billed in dollars as well: one customer, two accounts. */
const alsoInDollars = 0.05;

type Draft = Omit<SampleInvoice, 'invoiceNumber'>;

/** Invoices of all customers through the span, numbered per legal entity in the order of issue. */
export const createInvoices = (
  random: Random,
  customers: readonly SampleCustomer[],
  from: BusinessDate,
  to: BusinessDate,
): SampleInvoice[] => {
  const drafts = customers.flatMap((customer) =>
    draftsOf(random.fork(customer.data.customerId), customer, from, to),
  );
  const counters = new Map<string, number>();
  return drafts
    .toSorted(
      (a, b) =>
        compareText(a.issuedOn, b.issuedOn) ||
        compareText(a.customer.data.customerId, b.customer.data.customerId),
    )
    .map((draft) => {
      const series = draft.customer.place.legalEntity;
      const number = (counters.get(series) ?? 0) + 1;
      counters.set(series, number);
      const invoiceNumber = `${series.slice(0, 2).toUpperCase()}-${String(number).padStart(5, '0')}`;
      return Object.assign(draft, { invoiceNumber });
    });
};

const draftsOf = (
  random: Random,
  customer: SampleCustomer,
  from: BusinessDate,
  to: BusinessDate,
): Draft[] => {
  const every = between(random, rhythm.least, rhythm.most);
  const days = oneOf(random, terms);
  const drafts: Draft[] = [];
  for (
    let day = addDays(from, between(random, 0, every));
    daysBetween(day, to) >= 2;
    day = addDays(day, every)
  ) {
    const issuedOn = workingDay(addDays(day, between(random, 0, rhythm.stray)));
    if (issuedOn > to) break;
    const dollars = customer.place.currency !== 'USD' && random.chance(alsoInDollars);
    drafts.push({
      customer,
      currency: dollars ? 'USD' : customer.place.currency,
      issuedOn,
      dueOn: addDays(issuedOn, days),
      totalMinor: dollars
        ? amountOf(random, 120_000, 50)
        : amountOf(random, customer.place.medianMinor, customer.place.stepMinor),
    });
  }
  return drafts;
};

const amountOf = (random: Random, medianMinor: number, stepMinor: number): number =>
  stepMinor * Math.max(1, Math.round((medianMinor * Math.exp(spread * bell(random))) / stepMinor));
