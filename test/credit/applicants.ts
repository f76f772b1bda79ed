import type { InboundData } from '../../events/catalogue.ts';
import type { Financials } from '../../events/credit-parts.ts';
import type { Random } from '../../local/kernel/random.ts';
import { readTaxId } from '../../shared/domain/credit/tax-id.ts';
import { exponentOf } from '../../shared/domain/money.ts';
import { dayMs, hourMs, minuteMs, startMs } from './world.ts';

export type Submitted = InboundData<'CreditApplicationSubmitted'>;

/** Somebody who may apply more than once. */
export type Applicant = {
  readonly customerId: string;
  readonly country: Country;
  readonly currency: string;
  readonly kind: 'company' | 'person';
  /** Invoices and payments before the first application, in days after the start. */
  readonly history: readonly {
    readonly issued: number;
    readonly due: number;
    readonly paid: number;
  }[];
};

export type Application = {
  readonly at: number;
  readonly applicant: Applicant;
  readonly data: Submitted;
};

type Place = {
  readonly currency: string;
  /** Units of US dollars for one unit, on the first day. */
  readonly dollars: number;
  readonly locale: 'en' | 'es' | 'pt';
  readonly zone: string;
  /** How ids begin, digits following, and how long they are in all. */
  readonly company: readonly [prefix: string, length: number];
  readonly person: readonly [prefix: string, length: number];
};

export const places = {
  AR: {
    currency: 'USD',
    dollars: 1,
    locale: 'es',
    zone: 'America/Argentina/Buenos_Aires',
    company: ['30', 11],
    person: ['20', 11],
  },
  BR: {
    currency: 'BRL',
    dollars: 0.184,
    locale: 'pt',
    zone: 'America/Sao_Paulo',
    company: ['', 14],
    person: ['', 11],
  },
  CL: {
    currency: 'CLP',
    dollars: 0.00107,
    locale: 'es',
    zone: 'America/Santiago',
    company: ['7', 9],
    person: ['1', 9],
  },
  CO: {
    currency: 'COP',
    dollars: 0.000251,
    locale: 'es',
    zone: 'America/Bogota',
    company: ['9', 10],
    person: ['1', 10],
  },
  ES: {
    currency: 'EUR',
    dollars: 1.09,
    locale: 'es',
    zone: 'Europe/Madrid',
    company: ['A', 9],
    person: ['', 9],
  },
  MX: {
    currency: 'MXN',
    dollars: 0.0556,
    locale: 'es',
    zone: 'America/Mexico_City',
    company: ['ABC01021', 12],
    person: ['GODE56121', 13],
  },
  PE: {
    currency: 'PEN',
    dollars: 0.27,
    locale: 'es',
    zone: 'America/Lima',
    company: ['20', 11],
    person: ['10', 11],
  },
  US: {
    currency: 'USD',
    dollars: 1,
    locale: 'en',
    zone: 'America/New_York',
    company: ['91', 9],
    person: ['5', 9],
  },
} as const satisfies Readonly<Record<string, Place>>;

/** Units of US dollars for one unit of each currency, on the first day. */
export const dollarsOf: Readonly<Record<string, number>> = Object.fromEntries(
  Object.values(places).map(({ currency, dollars }) => [currency, dollars]),
);

export type Country = keyof typeof places;
const countries = Object.keys(places) as readonly Country[];

const ENDINGS = '0123456789KABCDEFGHIJLMNOPQRSTUVWXYZ';

export const between = (random: Random, least: number, most: number): number =>
  least + random.below(most - least + 1);

export const oneOf = <T>(random: Random, values: readonly [T, ...T[]]): T =>
  values[random.below(values.length)] ?? values[0];

/** A tax id that is right by its check digits and was, as far as anybody knows, never issued. */
const taxIdOf = (random: Random, country: Country, kind: Applicant['kind']): string => {
  const [prefix, length] = places[country][kind];
  for (let attempt = 0; attempt < 5000; attempt += 1) {
    let body: string = prefix;
    while (body.length < length - 1) body += String(random.below(10));
    for (const last of ENDINGS) {
      const taxId = `${body}${last}`;
      if (readTaxId({ country, kind, taxId }).ok) return taxId;
    }
  }
  throw new Error(`no tax id of ${country} was found`);
};

/** Minor units of a currency for so many US cents on the first day, in steps of 1,000. */
const local = (country: Country, cents: number): number => {
  const { currency, dollars } = places[country];
  const minor = (cents / 100 / dollars) * 10 ** exponentOf(currency);
  return Math.max(1000, Math.round(minor / 1000) * 1000);
};

const statementsOf = (random: Random, currency: string, askedMinor: number): Financials => {
  const turnover = askedMinor * between(random, 4, 60);
  const totalAssets = Math.round(turnover * 0.7);
  // A few have lost their own funds.
  const ownFunds = Math.round((totalAssets * between(random, -3, 55)) / 100);
  const currentAssets = Math.round(totalAssets * 0.6);
  return {
    asOf: random.chance(0.05) ? '2023-12-31' : '2025-12-31',
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

/** Until that day after the start customers of old have bought and paid. */
const HISTORY_DAYS = 70;
/** Within so many days after that all first applications come. */
const ARRIVAL_DAYS = 60;
export const arrivalsEnd = startMs + (HISTORY_DAYS + ARRIVAL_DAYS) * dayMs;

const historyOf = (random: Random): Applicant['history'] => {
  if (!random.chance(0.25)) return [];
  return Array.from({ length: between(random, 1, 4) }, () => {
    const issued = between(random, 0, 30);
    const due = issued + oneOf(random, [10, 15, 30]);
    return { issued, due, paid: due + between(random, -5, 12) };
  });
};

type Drawn = { readonly who: Applicant; readonly taxId: string; readonly groupId?: string };

const purposesOf = (random: Random): Submitted['consent']['purposes'] => {
  if (random.chance(0.08)) return ['credit-assessment'];
  if (random.chance(0.08)) return ['credit-assessment', 'bureau-enquiry'];
  return ['credit-assessment', 'bureau-enquiry', 'automated-decision'];
};

/** From a thousand dollars to a million and a half, as many in each decade. */
const askedCents = (random: Random): number => Math.round(100_000 * 1500 ** random.next());

const applicationOf = (
  random: Random,
  applicationId: string,
  { who, taxId, groupId }: Drawn,
  over: { readonly customerId?: string },
): Submitted => {
  const { country, kind, currency } = who;
  const { locale, zone } = places[country];
  const amountMinor = local(country, askedCents(random));
  const customerId = over.customerId ?? who.customerId;
  const submitter = random.below(4);
  return {
    applicationId,
    customerId,
    legalEntity: 'main',
    applicant: {
      kind,
      name: `Applicant ${customerId}`,
      country,
      taxId,
      ...(random.chance(0.93) ? { email: `${customerId}@example.com` } : {}),
      locale,
      zone,
      ...(groupId === undefined ? {} : { groupId }),
    },
    amountMinor,
    currency,
    termsDays: oneOf(random, [15, 30, 30, 45, 60, 90]),
    documents: random.chance(0.6) ? [{ kind: 'tax', reference: `crm:${customerId}` }] : [],
    ...(random.chance(kind === 'company' ? 0.8 : 0.3)
      ? { financials: statementsOf(random, currency, amountMinor) }
      : {}),
    consent: { givenAt: '2026-05-01T12:00:00Z', purposes: purposesOf(random), textVersion: 'v1' },
    // One of them is a reviewer as well, and must not decide about it.
    submittedBy: submitter === 0 ? 'ana' : submitter === 1 ? 'mara' : 'sales',
  };
};

/**
 * So many applications of companies and persons of eight countries, oldest first. Some come again
 * while the first is open, some later, some under another customer's number.
 */
export const drawApplications = (random: Random, count: number): readonly Application[] => {
  const known: Drawn[] = [];
  const applications: Application[] = [];
  for (let index = 0; index < count; index += 1) {
    const own = random.fork(`application ${index}`);
    const applicationId = `CA-${index + 1}`;
    const at =
      startMs +
      (HISTORY_DAYS + (index * ARRIVAL_DAYS) / count) * dayMs +
      own.below(20) * hourMs +
      own.below(60) * minuteMs;
    const before = known[known.length - 1 - own.below(Math.min(40, known.length) || 1)];
    if (before !== undefined && own.chance(0.1)) {
      const over = own.chance(0.25) ? { customerId: `other-${index + 1}` } : {};
      const data = applicationOf(own, applicationId, before, over);
      applications.push({ at, applicant: before.who, data });
      continue;
    }
    const country = countries[own.below(countries.length)] ?? 'US';
    const kind = own.chance(0.7) ? 'company' : 'person';
    const who: Applicant = {
      customerId: `c-${index + 1}`,
      country,
      kind,
      currency: places[country].currency,
      history: historyOf(own),
    };
    const drawn: Drawn = {
      who,
      taxId: taxIdOf(own, country, kind),
      ...(own.chance(0.06) ? { groupId: `g-${between(own, 1, 5)}` } : {}),
    };
    known.push(drawn);
    applications.push({ at, applicant: who, data: applicationOf(own, applicationId, drawn, {}) });
  }
  return applications.toSorted((a, b) => a.at - b.at);
};
