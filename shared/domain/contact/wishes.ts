import type { DomainFact } from '../../../events/catalogue.ts';
import type { Act } from '../../../events/parts.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Hash } from './attempt.ts';
import type { Addresses, PartyState } from './party.ts';
import type { Channel, OwnOptOut, Suppression } from './types.ts';

type Change<Type extends DomainFact['type']> = {
  readonly fact: DomainFact & { readonly type: Type };
  readonly state: PartyState;
};

/** More addresses than a party has bad ones; the oldest is forgotten first. */
const rememberedAddresses = 20;

/** Mail programs and people write the same address in either case. */
const canonicalAddress = (channel: Channel, address: string): string =>
  channel === 'email' ? address.trim().toLowerCase() : address.trim();

/**
 * Tells one address of a party from its others. The digest is short, and salted with the party, so
 * that the journal does not say which parties share an address. It is a pseudonym all the same:
 * whoever guesses an address can recognise it.
 */
export const addressHashOf = (
  partyId: string,
  channel: Channel,
  address: string,
  hash: Hash,
): string =>
  hash(canonicalJson([partyId, channel, canonicalAddress(channel, address)])).slice(0, 16);

/** The digests of a profile's addresses, by channel. */
export const addressesOf = (
  partyId: string,
  { email, phone }: { readonly email?: string | undefined; readonly phone?: string | undefined },
  hash: Hash,
): Addresses => ({
  ...(email === undefined ? {} : { email: addressHashOf(partyId, 'email', email, hash) }),
  ...(phone === undefined ? {} : { sms: addressHashOf(partyId, 'sms', phone, hash) }),
});

/** Under which a phone number is looked up when somebody writes from it; never in the journal. */
export const phoneHashOf = (phone: string, hash: Hash): string =>
  hash(canonicalJson(['phone', canonicalAddress('sms', phone)]));

const isSame = (left: Suppression, right: Pick<Suppression, 'channel' | 'addressHash'>): boolean =>
  left.channel === right.channel && left.addressHash === right.addressHash;

/** Whoever complained had an address that works: of two causes the complaint weighs more. */
const weightOf: Readonly<Record<Suppression['cause'], number>> = {
  bounce: 0,
  operator: 1,
  complaint: 2,
};

const withAct = (act: Act | undefined) => (act === undefined ? {} : { act });

/** No more messages to that address; undefined when it is suppressed for as much already. */
export const suppress = (
  partyId: string,
  state: PartyState,
  suppression: Suppression,
  act?: Act,
): Change<'AddressSuppressed'> | undefined => {
  const all = state.suppressed ?? [];
  const known = all.find((each) => isSame(each, suppression));
  if (known !== undefined && weightOf[known.cause] >= weightOf[suppression.cause]) return undefined;
  const others = all.filter((each) => !isSame(each, suppression));
  return {
    fact: { type: 'AddressSuppressed', data: { partyId, ...suppression, ...withAct(act) } },
    state: { ...state, suppressed: [...others, suppression].slice(-rememberedAddresses) },
  };
};

/** The address may be used again; undefined when it was not suppressed. */
export const unsuppress = (
  partyId: string,
  state: PartyState,
  address: Pick<Suppression, 'channel' | 'addressHash'>,
  act?: Act,
): Change<'AddressUnsuppressed'> | undefined => {
  const all = state.suppressed ?? [];
  const others = all.filter((each) => !isSame(each, address));
  if (others.length === all.length) return undefined;
  const { channel, addressHash } = address;
  return {
    fact: {
      type: 'AddressUnsuppressed',
      data: { partyId, channel, addressHash, ...withAct(act) },
    },
    state: { ...state, suppressed: others },
  };
};

/** The party refuses a channel, wholly or for courtesies; undefined when that is known. */
export const optOut = (
  partyId: string,
  state: PartyState,
  { channel, scope, addressHash }: OwnOptOut,
  via: 'reply' | 'carrier' | 'unsubscribe-link' | 'operator',
  act?: Act,
): Change<'PartyOptedOut'> | undefined => {
  const all = state.ownOptOuts ?? [];
  if (all.some((each) => each.channel === channel && each.scope === scope)) return undefined;
  const refusal = { channel, scope, ...(addressHash === undefined ? {} : { addressHash }) };
  return {
    fact: { type: 'PartyOptedOut', data: { partyId, ...refusal, via, ...withAct(act) } },
    state: { ...state, ownOptOuts: [...all, refusal] },
  };
};

/** The party takes its refusal back; what upstream says of its customers is not touched. */
export const optIn = (
  partyId: string,
  state: PartyState,
  { channel, scope }: OwnOptOut,
  via: 'reply' | 'operator',
  act?: Act,
): Change<'PartyOptedIn'> | undefined => {
  const all = state.ownOptOuts ?? [];
  const others = all.filter((each) => each.channel !== channel || each.scope !== scope);
  if (others.length === all.length) return undefined;
  return {
    fact: { type: 'PartyOptedIn', data: { partyId, channel, scope, via, ...withAct(act) } },
    state: { ...state, ownOptOuts: others },
  };
};

/**
 * The party takes back by an answer what it refused by an answer from the same address, while that
 * is still its own: a number that was given up is somebody else's by now, and what a carrier or a
 * person recorded is for a person to lift. Undefined when there is nothing to obey.
 */
export const optInByReply = (
  partyId: string,
  state: PartyState,
  { channel, scope, addressHash }: OwnOptOut & { readonly addressHash: string },
): Change<'PartyOptedIn'> | undefined => {
  const refusal = state.ownOptOuts?.find(
    (each) => each.channel === channel && each.scope === scope,
  );
  const isOwn = state.known?.addresses?.[channel] === addressHash;
  return isOwn && refusal?.addressHash === addressHash
    ? optIn(partyId, state, { channel, scope }, 'reply')
    : undefined;
};
