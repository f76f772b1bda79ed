import type { DomainData } from '../../../events/catalogue.ts';
import type { CustomerUpserted } from '../../../events/customer-upserted.v1.ts';
import { addSeconds, type Instant, isZone } from '../calendar.ts';
import { longestSpanDays } from './rules.ts';
import type { Channel, ContactView, RecentContact } from './types.ts';

/** Orders updates of one party: by the sender's time, then by input id, so that all agree on a tie. */
export type AsOf = { readonly occurredAt: Instant; readonly inputId: string };

/** What is known of a registered party, less everything that says who it is. */
export type KnownParty = Omit<ContactView, 'partyId' | 'recent'> & {
  readonly profileHash: string;
  readonly asOf: AsOf;
};

/** The party's snapshot. Nobody is `known` who was never registered. */
export type PartyState = {
  readonly known?: KnownParty | undefined;
  readonly recent: readonly RecentContact[];
};

export const newParty: PartyState = { recent: [] };

/** Which party speaks for a customer, and since which update. */
export type CustomerLink = { readonly partyId: string; readonly asOf: AsOf };

export const viewOf = (partyId: string, { known, recent }: PartyState): ContactView | undefined =>
  known === undefined
    ? undefined
    : {
        partyId,
        zone: known.zone,
        locale: known.locale,
        country: known.country,
        channels: known.channels,
        optOuts: known.optOuts,
        suppressions: known.suppressions,
        recent,
      };

const rememberedSeconds = (longestSpanDays + 1) * 86_400;

/** With one contact more, and those forgotten that no rule can count any longer. */
export const remember = (state: PartyState, contact: RecentContact, now: Instant): PartyState => ({
  ...state,
  recent: [
    ...state.recent.filter(
      (each) =>
        each.attemptId !== contact.attemptId && each.at > addSeconds(now, -rememberedSeconds),
    ),
    contact,
  ],
});

/** Without a contact that turned out not to have happened. */
export const forget = (state: PartyState, attemptId: string): PartyState => ({
  ...state,
  recent: state.recent.filter((each) => each.attemptId !== attemptId),
});

const isNewer = (left: AsOf, right: AsOf): boolean =>
  left.occurredAt === right.occurredAt
    ? left.inputId > right.inputId
    : left.occurredAt > right.occurredAt;

/** The zone of a party decides when it may be contacted: without a real one nothing is registered. */
export class InvalidParty extends Error {
  override readonly name = 'InvalidParty';
}

export type Registration = {
  /** Undefined when a newer profile of the party is known. */
  readonly known: KnownParty | undefined;
  /** Undefined when a newer link of the customer is known. */
  readonly link: CustomerLink | undefined;
  readonly fact: DomainData<'PartyRegistered'>;
};

/**
 * What an update of a customer changes. Updates come in any order and more than once: profile
 * and link each keep the newest, and `undefined` means that both were newer already.
 *
 * @throws InvalidParty when the time zone database does not know the zone.
 */
export const decideRegistration = (
  partyId: string,
  customer: CustomerUpserted,
  asOf: AsOf,
  profileHash: string,
  before: { readonly known: KnownParty | undefined; readonly link: CustomerLink | undefined },
): Registration | undefined => {
  if (!isZone(customer.zone)) {
    throw new InvalidParty(
      `zone: "${customer.zone}"; expected an IANA time zone such as America/Bogota`,
    );
  }
  const channels: Channel[] = [
    ...(customer.email === undefined ? [] : (['email'] as const)),
    ...(customer.phone === undefined ? [] : (['sms'] as const)),
  ];
  const offered: KnownParty = {
    zone: customer.zone,
    locale: customer.locale,
    country: customer.country,
    channels,
    optOuts: [...new Set(customer.optOuts ?? [])].sort(),
    suppressions: before.known?.suppressions ?? [],
    profileHash,
    asOf,
  };
  const isProfileNew = before.known === undefined || isNewer(asOf, before.known.asOf);
  const isLinkNew = before.link === undefined || isNewer(asOf, before.link.asOf);
  if (!isProfileNew && !isLinkNew) return undefined;
  const known = isProfileNew ? offered : (before.known ?? offered);
  return {
    known: isProfileNew ? offered : undefined,
    link: isLinkNew ? { partyId, asOf } : undefined,
    fact: {
      partyId,
      customerId: customer.customerId,
      profileHash: known.profileHash,
      locale: known.locale,
      zone: known.zone,
      ...(known.country === undefined ? {} : { country: known.country }),
      channels: [...known.channels],
      optOuts: [...known.optOuts],
    },
  };
};
