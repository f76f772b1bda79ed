import * as z from 'zod';
import type { DomainFact } from '../../../events/catalogue.ts';
import type { Act } from '../../../events/parts.ts';
import { addressHash, channel, optOutScope } from '../../../events/parts.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import type { Hash } from '../../../shared/domain/contact/attempt.ts';
import type { PartyState } from '../../../shared/domain/contact/party.ts';
import {
  addressHashOf,
  optIn,
  optOut,
  suppress,
  unsuppress,
} from '../../../shared/domain/contact/wishes.ts';
import { actFields } from '../../../shared/lambda/operator.ts';

/** As typed: the present address of the channel when neither is given. Never logged or kept. */
const ofAddress = {
  ...actFields,
  channel,
  address: z.string().min(3).max(320).optional(),
  addressHash: addressHash.optional(),
};

const ofWish = { ...actFields, channel, scope: optOutScope.default('every-message') };

/** What a person may do about how a party is reached. */
export const partyAct = z.discriminatedUnion('act', [
  z.strictObject({ ...ofAddress, act: z.literal('suppress-address') }),
  z.strictObject({ ...ofAddress, act: z.literal('unsuppress-address') }),
  z.strictObject({ ...ofWish, act: z.literal('record-opt-out') }),
  z.strictObject({ ...ofWish, act: z.literal('record-opt-in') }),
]);

export type Asked = z.infer<typeof partyAct>;

/** Why an act is refused. */
export const partyRefusals = {
  partyUnknown: 'party-unknown',
  noAddress: 'no-address',
  suppressed: 'suppressed-so',
  notSuppressed: 'not-suppressed',
  optedOut: 'opted-out-so',
  notOptedOut: 'not-opted-out',
} as const;

type Decision =
  | { readonly decided: true; readonly fact: DomainFact; readonly state: PartyState }
  | {
      readonly decided: false;
      readonly code: (typeof partyRefusals)[keyof typeof partyRefusals];
      readonly message: string;
    };

type Code = (typeof partyRefusals)[keyof typeof partyRefusals];

const refuse = (code: Code, message: string): Decision => ({ decided: false, code, message });

const orRefuse = (
  change: { readonly fact: DomainFact; readonly state: PartyState } | undefined,
  code: Code,
  message: string,
): Decision => (change === undefined ? refuse(code, message) : { decided: true, ...change });

/** What was asked, without what may not be kept: it tells a repeat from another act. */
export const contentOf = (partyId: string, asked: Asked, hash: Hash): string => {
  const { actId: _actId, reason: _reason, ...rest } = asked;
  const told =
    'address' in rest && rest.address !== undefined
      ? { ...rest, address: addressHashOf(partyId, rest.channel, rest.address, hash) }
      : rest;
  return hash(canonicalJson(told)).slice(0, 16);
};

const aboutAddress = (
  partyId: string,
  state: PartyState,
  asked: Asked & { readonly act: 'suppress-address' | 'unsuppress-address' },
  by: Act,
  hash: Hash,
): Decision => {
  const { channel: of, address, addressHash: named } = asked;
  const told = address === undefined ? named : addressHashOf(partyId, of, address, hash);
  const which = told ?? state.known?.addresses?.[of];
  if (which === undefined) {
    return refuse(partyRefusals.noAddress, `${partyId} has no address for ${of}; name one`);
  }
  const place = { channel: of, addressHash: which };
  const known = state.suppressed?.find((each) => each.channel === of && each.addressHash === which);
  return asked.act === 'suppress-address'
    ? orRefuse(
        suppress(partyId, state, { ...place, cause: 'operator' }, by),
        partyRefusals.suppressed,
        `${of} address ${which} of ${partyId} is suppressed already: ${known?.cause}`,
      )
    : orRefuse(
        unsuppress(partyId, state, place, by),
        partyRefusals.notSuppressed,
        `${of} address ${which} of ${partyId} is not suppressed`,
      );
};

/** Holds an act of a person against what is known of a party. */
export const decideAct = (
  partyId: string,
  state: PartyState,
  asked: Asked,
  by: Act,
  hash: Hash,
): Decision => {
  if (state.known === undefined) {
    return refuse(partyRefusals.partyUnknown, `nobody registered the party ${partyId}`);
  }
  switch (asked.act) {
    case 'suppress-address':
    case 'unsuppress-address':
      return aboutAddress(partyId, state, asked, by, hash);
    case 'record-opt-out':
      return orRefuse(
        optOut(partyId, state, asked, 'operator', by),
        partyRefusals.optedOut,
        `${partyId} refuses ${asked.channel} (${asked.scope}) already`,
      );
    case 'record-opt-in':
      return orRefuse(
        optIn(partyId, state, asked, 'operator', by),
        partyRefusals.notOptedOut,
        `${partyId} did not refuse ${asked.channel} (${asked.scope}) here; what upstream says of its customers is for upstream to change`,
      );
  }
};
