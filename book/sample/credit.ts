import type { Financials } from '../../events/credit-parts.ts';
import type { Random } from '../../local/kernel/random.ts';
import { addDays, type BusinessDate, type Zone } from '../../shared/domain/calendar.ts';
import { readTaxId } from '../../shared/domain/credit/tax-id.ts';
import { InvariantError } from '../../shared/domain/errors.ts';
import { busInput } from '../inputs/upstream.ts';
import type { BookInput } from '../model.ts';
import type { SampleCustomer } from './customers.ts';
import { between, oneOf, workingDay } from './draw.ts';
import type { SampleInvoice } from './invoices.ts';

/** Of the customers, how many ask for a line of credit. */
const applies = 0.4;
/** Of these, how many hand in no statements, and how many ask a second time by mistake. */
const withoutStatements = 0.2;
const asksTwice = 0.06;
/** Days within which the first applications come. */
const firstDays = 100;
/** How many days before its invoice an order is placed. */
const orderAhead = 4;

/** Units of US dollars for one of each, as a central bank might have had it on the first day. */
const dollars: Readonly<Record<string, number>> = {
  MXN: 0.0556,
  COP: 0.000251,
  CLP: 0.00107,
  BRL: 0.184,
  EUR: 1.09,
};

/** How the tax ids of a market begin, what follows being digits, and how long they are. */
const taxForms: Readonly<Record<string, readonly [prefix: string, length: number]>> = {
  US: ['', 9],
  MX: ['ABC010203', 12],
  CO: ['9', 10],
  CL: ['7', 9],
  BR: ['', 14],
  ES: ['A', 9],
};

/** A tax id that is right by its check digits and was, as far as anybody knows, never issued. */
const taxIdOf = (random: Random, country: string): string => {
  const [prefix, length] = taxForms[country] ?? ['', 9];
  for (let attempt = 0; attempt < 5000; attempt += 1) {
    let taxId = prefix;
    while (taxId.length < length) taxId += String(random.below(10));
    if (readTaxId({ country, kind: 'company', taxId }).ok) return taxId;
  }
  throw new InvariantError(`no tax id of ${country} was found`);
};

const statementsOf = (random: Random, currency: string, askedMinor: number): Financials => {
  const turnover = askedMinor * between(random, 12, 80);
  const totalAssets = Math.round(turnover * 0.7);
  const ownFunds = Math.round((totalAssets * between(random, 5, 55)) / 100);
  const currentAssets = Math.round(totalAssets * 0.6);
  return {
    asOf: '2025-12-31',
    months: 12,
    currency,
    figures: {
      totalAssets,
      currentAssets,
      totalLiabilities: totalAssets - ownFunds,
      currentLiabilities: Math.round((currentAssets * between(random, 50, 110)) / 100),
      ownFunds,
      turnover,
      netIncome: Math.round((turnover * between(random, -2, 9)) / 100),
    },
  };
};

type Applicant = { readonly customer: SampleCustomer; readonly on: BusinessDate };

/** Who asks for credit, and when. */
const applicantsAmong = (
  random: Random,
  customers: readonly SampleCustomer[],
  from: BusinessDate,
): Applicant[] =>
  customers.flatMap((customer) => {
    const own = random.fork(customer.data.customerId);
    return own.chance(applies)
      ? [{ customer, on: workingDay(addDays(from, between(own, 2, firstDays))) }]
      : [];
  });

const application = (random: Random, zone: Zone, { customer, on }: Applicant): BookInput[] => {
  const { place, data } = customer;
  const { customerId, name, email, locale, country = place.country } = data;
  const amountMinor =
    Math.round((place.medianMinor * between(random, 4, 40)) / place.stepMinor) * place.stepMinor;
  const statements = random.chance(withoutStatements)
    ? {}
    : { financials: statementsOf(random, place.currency, amountMinor) };
  const taxId = taxIdOf(random, country);
  const asked = (applicationId: string, day: BusinessDate): BookInput =>
    busInput(zone, 'upstream.crm', {
      type: 'CreditApplicationSubmitted',
      key: `application:${applicationId}`,
      day,
      time: '08:00',
      data: {
        applicationId,
        customerId,
        legalEntity: place.legalEntity,
        applicant: {
          kind: 'company',
          name,
          country,
          taxId,
          ...(email === undefined ? {} : { email }),
          locale,
          zone: data.zone,
        },
        amountMinor,
        currency: place.currency,
        termsDays: oneOf(random, [15, 30, 30, 45, 60]),
        documents: [{ kind: 'tax', reference: `crm:${customerId}` }],
        ...statements,
        consent: {
          givenAt: `${day}T07:00:00Z`,
          purposes: ['credit-assessment', 'bureau-enquiry', 'automated-decision'],
          textVersion: '2026-01',
        },
        submittedBy: 'sales',
      },
    });
  const again = random.chance(asksTwice) ? [asked(`CA-${customerId}-2`, on)] : [];
  return [asked(`CA-${customerId}`, on), ...again];
};

/** Once a week, which is as long as a rate counts. */
const rates = (random: Random, zone: Zone, from: BusinessDate, to: BusinessDate): BookInput[] => {
  const inputs: BookInput[] = [];
  for (let day = from; day <= to; day = addDays(day, 7)) {
    for (const [base, first] of Object.entries(dollars)) {
      const rate = first * (0.97 + 0.06 * random.next());
      inputs.push(
        busInput(zone, 'upstream.treasury', {
          type: 'ExchangeRatePublished',
          key: `rate:${base}:${day}`,
          day,
          time: '04:00',
          data: { base, quote: 'USD', on: day, rate: rate.toFixed(8) },
        }),
      );
    }
  }
  return inputs;
};

/** The order behind an invoice of a customer who asked for credit before; undefined for none. */
export type OrderOf = (invoice: SampleInvoice) => string | undefined;

/** Applications, rates of exchange, and the orders that come of it. */
export const creditStories = (
  random: Random,
  book: {
    readonly zone: Zone;
    readonly from: BusinessDate;
    readonly to: BusinessDate;
    readonly customers: readonly SampleCustomer[];
    readonly invoices: readonly SampleInvoice[];
  },
): { readonly inputs: readonly BookInput[]; readonly orderOf: OrderOf } => {
  const { zone, from, to, customers, invoices } = book;
  const applicants = applicantsAmong(random.fork('who'), customers, from);
  const since = new Map(applicants.map(({ customer, on }) => [customer, on]));
  const orderOf: OrderOf = ({ customer, issuedOn, invoiceNumber }) => {
    const on = since.get(customer);
    return on !== undefined && issuedOn > addDays(on, 10) ? `SO-${invoiceNumber}` : undefined;
  };
  const orders = invoices.flatMap((invoice): BookInput[] => {
    const orderId = orderOf(invoice);
    if (orderId === undefined) return [];
    const { customer, currency, totalMinor, issuedOn } = invoice;
    const day = addDays(issuedOn, -orderAhead);
    return [
      busInput(zone, 'upstream.shop', {
        type: 'OrderPlaced',
        key: `order:${orderId}`,
        day,
        time: '09:00',
        data: {
          orderId,
          customerId: customer.data.customerId,
          legalEntity: customer.place.legalEntity,
          amountMinor: totalMinor,
          currency,
          placedAt: `${day}T09:00:00Z`,
          revision: 1,
        },
      }),
    ];
  });
  return {
    inputs: [
      ...rates(random.fork('rates'), zone, from, to),
      ...applicants.flatMap((each) =>
        application(random.fork(`of ${each.customer.data.customerId}`), zone, each),
      ),
      ...orders,
    ],
    orderOf,
  };
};
