import type { DomainData, DomainName } from '../../../events/catalogue.ts';
import { minorPerMajor } from '../money.ts';

/** Values that belong together, told apart from others by a few dimensions with few values each. */
export type Figure = {
  readonly dimensions: Readonly<Record<string, string>>;
  /** Amounts are in major units: figures are for charts, never for books. */
  readonly values: Readonly<Record<string, number>>;
};

const money = (currency: string, minor: Readonly<Record<string, number>>): Figure => ({
  dimensions: { Currency: currency },
  values: Object.fromEntries(
    Object.entries(minor).map(([name, value]) => [name, value / minorPerMajor(currency)]),
  ),
});

const one = (name: string, dimensions: Readonly<Record<string, string>> = {}): Figure => ({
  dimensions,
  values: { [name]: 1 },
});

const message = (Outcome: string) => (data: { readonly channel: string }) => [
  one('Messages', { Channel: data.channel, Outcome }),
];

type FiguresByEvent = {
  readonly [N in DomainName]?: (data: DomainData<N>) => readonly Figure[];
};

/** What each event adds to the figures of its day; an event that is not here adds nothing. */
const figuresByEvent: FiguresByEvent = {
  // What was brought along from another system was not sold on that day.
  InvoicePosted: ({ currency, totalMinor, openingBalance }) => [
    money(currency, { [openingBalance === undefined ? 'Invoiced' : 'BroughtAlong']: totalMinor }),
  ],
  InvoiceAmended: ({ currency, deltaMinor }) => [money(currency, { Invoiced: deltaMinor })],
  InvoiceVoided: ({ currency, creditedMinor }) => [money(currency, { Credited: creditedMinor })],
  CreditNotePosted: ({ currency, amountMinor }) => [money(currency, { Credited: amountMinor })],
  InvoiceWrittenOff: ({ currency, amountMinor }) => [money(currency, { WrittenOff: amountMinor })],
  PaymentReceived: ({ currency, amountMinor }) => [
    money(currency, { CashReceived: amountMinor }),
    one('Payments'),
  ],
  PaymentReinstated: ({ currency, amountMinor }) => [
    money(currency, { CashReceived: amountMinor }),
  ],
  PaymentRefunded: ({ currency, amountMinor }) => [money(currency, { CashReturned: amountMinor })],
  PaymentReversed: ({ currency, amountMinor }) => [money(currency, { CashReturned: amountMinor })],
  ContactSent: message('sent'),
  ContactSimulated: message('simulated'),
  ContactFailed: message('failed'),
  ContactOutcomeUnknown: message('unknown'),
  ContactRefused: message('refused'),
  ContactDelivered: message('delivered'),
  ContactBounced: message('bounced'),
  ContactComplained: message('complained'),
  StepPerformed: ({ stage, outcome }) => [one('Steps', { Stage: stage, Outcome: outcome })],
  CaseOpened: () => [one('Cases', { CaseChange: 'opened' })],
  CaseClosed: ({ reason }) => [one('Cases', { CaseChange: `closed: ${reason}` })],
  TaskOpened: ({ role }) => [one('Tasks', { Role: role })],
  AlertRaised: ({ severity }) => [one('Alerts', { Severity: severity })],
};

/** @param data fits the event's contract; it was checked when it was recorded. */
export const figuresOf = (type: string, data: unknown): readonly Figure[] => {
  const table = figuresByEvent as Readonly<Record<string, (data: never) => readonly Figure[]>>;
  return Object.hasOwn(table, type) ? (table[type]?.(data as never) ?? []) : [];
};

/** Figures of equal dimensions as one, in the order in which they first came. */
export const sumFigures = (figures: readonly Figure[]): readonly Figure[] => {
  const sums = new Map<
    string,
    { dimensions: Figure['dimensions']; values: Record<string, number> }
  >();
  for (const { dimensions, values } of figures) {
    const key = JSON.stringify(dimensions);
    const sum = sums.get(key) ?? { dimensions, values: {} };
    for (const [name, value] of Object.entries(values)) {
      sum.values[name] = (sum.values[name] ?? 0) + value;
    }
    sums.set(key, sum);
  }
  return [...sums.values()];
};
