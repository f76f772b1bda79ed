import type { InboundName } from '../events/catalogue.ts';
import type { BusinessDate, Instant, Zone } from '../shared/domain/calendar.ts';

/** When an input is handed in, and the identity that all its deliveries share. */
type Delivery = {
  readonly at: Instant;
  /** Day of the fact in the book's zone; deliveries of it never leave this day. */
  readonly day: BusinessDate;
  /** Natural key of the fact, unique in the book. */
  readonly key: string;
};

/** One entry for the bus, exactly as an upstream system would put it. */
export type BusInput = Delivery & {
  readonly door: 'bus';
  readonly source: string;
  readonly detailType: InboundName | (string & {});
  readonly detail: Readonly<Record<string, unknown>>;
};

/** One webhook; its signature is made at the moment of delivery, as a provider does. */
export type WebhookInput = Delivery & {
  readonly door: 'webhook';
  readonly provider: 'stripe' | 'standard-webhooks';
  readonly payload: Readonly<Record<string, unknown>>;
  /** A forged one is signed with a secret that nobody gave out, and must be turned away. */
  readonly signedBy: 'provider' | 'forger';
};

/** A batch for `POST /v1/events`, from an upstream system outside AWS. */
export type ApiInput = Delivery & {
  readonly door: 'events-api';
  readonly events: readonly Readonly<Record<string, unknown>>[];
};

export type BookInput = BusInput | WebhookInput | ApiInput;

/** Everything that will be handed to the system, in the order of its instants. */
export type Book = {
  readonly name: string;
  /** Zone in which the book's days begin and end. */
  readonly zone: Zone;
  readonly from: BusinessDate;
  /** Last day that the run covers. */
  readonly to: BusinessDate;
  readonly inputs: readonly BookInput[];
  /** Whether the people of the credit side are played too: the desk, and applicants. */
  readonly staffed?: boolean;
  /** What was assumed where the book says nothing. */
  readonly notes: readonly string[];
};

/** Inputs in the order of delivery; the key breaks ties, so that the order never depends on how a book was made. */
export const inOrder = (inputs: readonly BookInput[]): BookInput[] =>
  inputs.toSorted((a, b) => compareText(a.at, b.at) || compareText(a.key, b.key));

/** By code unit: the same on every machine, whatever its language. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The latest of some days, or `least` when none is later. */
export const latestOf = (days: Iterable<BusinessDate>, least: BusinessDate): BusinessDate => {
  let latest = least;
  for (const day of days) if (day > latest) latest = day;
  return latest;
};
