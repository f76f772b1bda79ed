import type { DomainData } from '../../../events/catalogue.ts';
import type { CustomerUpserted } from '../../../events/customer-upserted.v1.ts';
import { addSeconds, type Instant, isZone } from '../calendar.ts';
import { longestSpanDays } from './rules.ts';
import type {
  Channel,
  ContactView,
  OptOut,
  OwnOptOut,
  RecentContact,
  Suppression,
} from './types.ts';

/** Orders updates of one party: by the sender's time, then by input id, so that all agree on a tie. */
export type AsOf = { readonly occurredAt: Instant; readonly inputId: string };

/** The last list of opt-outs that a customer stated, which may be empty. */
export type Refusal = { readonly optOuts: readonly OptOut[]; readonly asOf: AsOf };

/** Digest of the address of each channel. */
export type Addresses = Readonly<Partial<Record<Channel, string>>>;

/** What is known of a registered party, less everything that says who it is. */
export type KnownParty = Omit<
  ContactView,
  'partyId' | 'recent' | 'suppressions' | 'complaints' | 'courtesyOptOuts'
> & {
  readonly profileHash: string;
  /** Which addresses the profile has, by channel. */
  readonly addresses?: Addresses | undefined;
  readonly asOf: AsOf;
  /** By customer, those that stated a list; `optOuts` is their union. */
  readonly refusals?: Readonly<Record<string, Refusal>> | undefined;
};

/** The party's snapshot. Nobody is `known` who was never registered. */
export type PartyState = {
  readonly known?: KnownParty | undefined;
  readonly recent: readonly RecentContact[];
  /** Addresses, former ones included, that are not written to; oldest first. */
  readonly suppressed?: readonly Suppression[] | undefined;
  /** What the party itself asked for; what upstream says of its customers does not undo it. */
  readonly ownOptOuts?: readonly OwnOptOut[] | undefined;
};

export const newParty: PartyState = { recent: [] };

/**
 * Which party speaks for a customer, and since which update. The refusal has an order of its own
 * and goes along when the customer moves to another party.
 */
export type CustomerLink = {
  readonly partyId: string;
  readonly asOf: AsOf;
  readonly refusal?: Refusal | undefined;
};

/** Channels whose present address is suppressed for one of these causes. */
const suppressedChannels = (
  { known, suppressed = [] }: PartyState,
  isFor: (cause: Suppression['cause']) => boolean,
): readonly Channel[] =>
  (known?.channels ?? []).filter((channel) =>
    suppressed.some(
      (each) =>
        each.channel === channel &&
        each.addressHash === known?.addresses?.[channel] &&
        isFor(each.cause),
    ),
  );

export const viewOf = (partyId: string, state: PartyState): ContactView | undefined => {
  const { known, recent, ownOptOuts = [] } = state;
  if (known === undefined) return undefined;
  const own = (scope: OwnOptOut['scope']) =>
    ownOptOuts.filter((each) => each.scope === scope).map(({ channel }) => channel);
  return {
    partyId,
    zone: known.zone,
    locale: known.locale,
    country: known.country,
    channels: known.channels,
    optOuts: [...new Set([...known.optOuts, ...own('every-message')])],
    courtesyOptOuts: own('courtesy'),
    suppressions: suppressedChannels(state, (cause) => cause !== 'complaint'),
    complaints: suppressedChannels(state, (cause) => cause === 'complaint'),
    recent,
  };
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
  readonly known: KnownParty;
  /** Whether the profile of this update is the newest of the party. */
  readonly isProfileNew: boolean;
  /** Undefined when a newer link and a newer refusal of the customer are known. */
  readonly link: CustomerLink | undefined;
  readonly fact: DomainData<'PartyRegistered'>;
};

const newestRefusal = (left: Refusal | undefined, right: Refusal | undefined) =>
  left === undefined || (right !== undefined && isNewer(right.asOf, left.asOf)) ? right : left;

const uniqueSorted = (optOuts: readonly OptOut[]): readonly OptOut[] =>
  [...new Set(optOuts)].sort();

/** The party with the customer's refusal, the same object when nothing newer is in it. */
const refusing = (
  known: KnownParty,
  customerId: string,
  refusal: Refusal | undefined,
): KnownParty => {
  const before = known.refusals?.[customerId];
  if (refusal === undefined || newestRefusal(before, refusal) === before) return known;
  const refusals = { ...known.refusals, [customerId]: refusal };
  const optOuts = uniqueSorted(Object.values(refusals).flatMap((each) => each.optOuts));
  return { ...known, refusals, optOuts };
};

const factOf = (
  partyId: string,
  customerId: string,
  known: KnownParty,
): DomainData<'PartyRegistered'> => ({
  partyId,
  customerId,
  profileHash: known.profileHash,
  locale: known.locale,
  zone: known.zone,
  ...(known.country === undefined ? {} : { country: known.country }),
  channels: [...known.channels],
  optOuts: [...known.optOuts],
});

/**
 * A refusal that came late, in an update that names the customer's earlier party: the party that
 * speaks for the customer now has to honour it as well. `undefined` when it does already.
 */
export const decideRefusal = (
  partyId: string,
  customerId: string,
  before: KnownParty | undefined,
  refusal: Refusal | undefined,
): Pick<Registration, 'known' | 'fact'> | undefined => {
  if (before === undefined) return undefined;
  const known = refusing(before, customerId, refusal);
  return known === before ? undefined : { known, fact: factOf(partyId, customerId, known) };
};

/**
 * What an update of a customer changes. Updates come in any order and more than once: profile,
 * link and refusal each keep the newest, and `undefined` means that all were newer already. An
 * update without a list of opt-outs says nothing about them.
 *
 * @throws InvalidParty when the time zone database does not know the zone.
 */
export const decideRegistration = (
  partyId: string,
  customer: CustomerUpserted,
  asOf: AsOf,
  profile: { readonly hash: string; readonly addresses: Addresses },
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
  const { known: party, link } = before;
  const stated = customer.optOuts && { optOuts: uniqueSorted(customer.optOuts), asOf };
  const refusal = newestRefusal(link?.refusal, stated);
  const offered: KnownParty = {
    zone: customer.zone,
    locale: customer.locale,
    country: customer.country,
    channels,
    optOuts: party?.optOuts ?? [],
    profileHash: profile.hash,
    addresses: profile.addresses,
    asOf,
    refusals: party?.refusals,
  };
  const isProfileNew = party === undefined || isNewer(asOf, party.asOf);
  const isLinkNew = link === undefined || isNewer(asOf, link.asOf);
  const known = refusing(isProfileNew ? offered : party, customer.customerId, refusal);
  const isRefusalNew = refusal !== link?.refusal;
  if (known === party && !isLinkNew && !isRefusalNew) return undefined;
  const linked = isLinkNew ? { partyId, asOf } : link;
  return {
    known,
    isProfileNew,
    link:
      isLinkNew || isRefusalNew
        ? { ...linked, ...(refusal === undefined ? {} : { refusal }) }
        : undefined,
    fact: factOf(partyId, customer.customerId, known),
  };
};
