import type { Book } from '../../book/model.ts';
import { type Opening, openingInputs } from '../../book/opening/opening.ts';
import {
  addDays,
  businessDate,
  epochMs,
  instantAt,
  instantOf,
} from '../../shared/domain/calendar.ts';

/** A Sunday; the book comes in on the Monday after. */
export const balanceOn = businessDate('2026-05-31');
export const arrivesOn = addDays(balanceOn, 1);
/** By then every overdue account had its notice, its demand and its hand-off, where one is due. */
const until = addDays(balanceOn, 42);

const zones = [
  'UTC',
  'America/Bogota',
  'America/Sao_Paulo',
  'Europe/Madrid',
  'Asia/Tokyo',
] as const;
/** What an importer puts on the bus in a second. */
const eventsPerSecond = 100;

const number = (index: number): string => String(index + 1).padStart(6, '0');

/**
 * A legacy book of that many open invoices, three of ten overdue by 1 to 700 days and the others
 * due in seven weeks or later. The overdue ones are two to an account; nobody pays.
 */
export const legacyOpening = (count: number): Opening => {
  const overdue = Math.floor(count * 0.3);
  const rows = Array.from({ length: count }, (_, index) => {
    const isOverdue = index < overdue;
    const customer = isOverdue ? Math.floor(index / 2) : index;
    const dueOn = isOverdue
      ? addDays(balanceOn, -(1 + ((index * 37) % 700)))
      : addDays(balanceOn, 50 + (index % 60));
    return { index, customer, dueOn, issuedOn: addDays(dueOn, -120) };
  });
  return {
    on: balanceOn,
    zone: 'UTC',
    settled: 0,
    notes: [],
    customers: [...new Set(rows.map(({ customer }) => customer))].map((customer) => ({
      customerId: `L-${number(customer)}`,
      name: `Legacy customer ${number(customer)}`,
      email: `l-${number(customer)}@example.com`,
      locale: 'en',
      zone: zones[customer % zones.length] ?? 'UTC',
    })),
    invoices: rows.map(({ index, customer, dueOn, issuedOn }) => ({
      invoiceNumber: `OLD-${number(index)}`,
      customerId: `L-${number(customer)}`,
      legalEntity: 'main',
      currency: 'USD',
      issuedOn,
      dueOn,
      totalMinor: 5_000 + (index % 700) * 100,
      openingBalance: { on: balanceOn },
    })),
  };
};

/** The same as a run: it comes in on the morning after its balance, at the pace of an import. */
export const legacyBook = (opening: Opening): Book => {
  const begins = epochMs(instantAt('UTC', arrivesOn, '06:00'));
  return {
    name: `${opening.invoices.length} legacy invoices`,
    zone: 'UTC',
    from: arrivesOn,
    to: until,
    inputs: openingInputs(opening).map((input, index) => ({
      ...input,
      day: arrivesOn,
      at: instantOf(begins + Math.floor(index / eventsPerSecond) * 1000),
    })),
    notes: [],
  };
};
